"""The ranking as SQL, the same text for DuckDB and Spark but for the name of whole division.

Everything is whole numbers (basis points: 10000 is 100%, rounded half up), so that two engines cannot differ in the
last digit. Ties share a rank and the next is skipped. What is counted, of the year asked for:

    reported    tasks × periods for which anything came in, of all tasks × all periods anyone reported
    done        tasks that are 办结, 核实完成 or 自报完成, of all tasks
    reached     the latest total of each cumulative target with “>=”, of the target, at most 100%; the mean
    score       reported × 40% + reached × 40% + done × 20%; without targets reported × 2/3 + done × 1/3

It is a sample of a rule (示例), printed as a draft; a province's own rule goes here.
"""
# ruff: noqa: S608 - the queries are put together from constants

from __future__ import annotations

from ledger.export.tables import INTEGER, TEXT, Column, Table

TABLES = ("tasks", "task_units", "indicators", "entries", "entry_indicators")
"""Tables of the data set that the ranking reads, besides ``places``."""

RANKING = Table(
    "ranking",
    "各地排名（草稿）",
    (
        Column("year", TEXT, "年度"),
        Column("rank", INTEGER, "名次，并列的同名次"),
        Column("rank_in_parent", INTEGER, "在同一上级内的名次"),
        Column("place", TEXT, "代号"),
        Column("name", TEXT, "名称，带上级"),
        Column("parent", TEXT, "上级的代号"),
        Column("tasks", INTEGER, "任务数"),
        Column("reported", INTEGER, "报送率，万分之几"),
        Column("reached", INTEGER, "指标完成率，万分之几；没有可算的指标时为空"),
        Column("done", INTEGER, "完成的任务，万分之几"),
        Column("score", INTEGER, "得分，满分 10000"),
    ),
)
UNITS = Table(
    "unit_ranking",
    "各单位（冠以地方）的报送与完成（草稿）",
    (
        Column("year", TEXT, "年度"),
        Column("rank", INTEGER, "名次"),
        Column("place", TEXT, "代号"),
        Column("unit_key", TEXT, "地方/单位"),
        Column("tasks", INTEGER, "牵头的任务数"),
        Column("reported", INTEGER, "报送率，万分之几"),
        Column("done", INTEGER, "完成的任务，万分之几"),
        Column("score", INTEGER, "得分"),
    ),
)
_COMMON = """
WITH periods AS (
    SELECT year, count(DISTINCT period) AS n FROM entries GROUP BY year
), task_done AS (
    SELECT t.year, t.place, t.ledger, t.id,
           CASE WHEN t.status IN ('办结', '核实完成', '自报完成') THEN 1 ELSE 0 END AS done
    FROM tasks AS t
), task_reported AS (
    SELECT year, place, ledger, task, count(DISTINCT period) AS n FROM entries GROUP BY year, place, ledger, task
)"""

_PLACES_SQL = (
    _COMMON
    + """, counted AS (
    SELECT d.year, d.place, count(*) AS tasks, CAST(sum(d.done) AS BIGINT) AS done,
           CAST(sum(coalesce(r.n, 0)) AS BIGINT) AS reported
    FROM task_done AS d
    LEFT JOIN task_reported AS r
      ON r.year = d.year AND r.place = d.place AND r.ledger = d.ledger AND r.task = d.id
    GROUP BY d.year, d.place
), latest AS (
    SELECT i.year, i.place, i.target_e4, f.amount_e4,
           row_number() OVER (
               PARTITION BY i.year, i.place, i.ledger, i.task, i.position
               ORDER BY f.period_end DESC, f.entry DESC
           ) AS place_in_time
    FROM indicators AS i
    LEFT JOIN entry_indicators AS f
      ON f.year = i.year AND f.place = i.place AND f.ledger = i.ledger AND f.task = i.task
     AND f.indicator = i.name AND f.amount_e4 IS NOT NULL
    WHERE i.target_e4 > 0 AND i.comparator = '>=' AND i.basis = 'cumulative'
), reached AS (
    SELECT year, place, count(*) AS n,
           CAST(sum(least(10000, greatest(0, (coalesce(amount_e4, 0) * 10000) {div} target_e4))) AS BIGINT) AS points
    FROM latest WHERE place_in_time = 1 GROUP BY year, place
), rates AS (
    SELECT c.year, c.place, c.tasks,
           least(10000, (c.reported * 20000 + c.tasks * p.n) {div} (2 * c.tasks * p.n)) AS reported,
           (a.points * 2 + a.n) {div} (2 * a.n) AS reached,
           (c.done * 20000 + c.tasks) {div} (2 * c.tasks) AS done
    FROM counted AS c
    JOIN periods AS p ON p.year = c.year
    LEFT JOIN reached AS a ON a.year = c.year AND a.place = c.place
), scored AS (
    SELECT r.*, CASE
        WHEN r.reached IS NULL THEN (4 * r.reported + 2 * r.done + 3) {div} 6
        ELSE (4 * r.reported + 4 * r.reached + 2 * r.done + 5) {div} 10
    END AS score
    FROM rates AS r
)
SELECT s.year,
       rank() OVER (PARTITION BY s.year ORDER BY s.score DESC) AS rank,
       rank() OVER (PARTITION BY s.year, n.parent ORDER BY s.score DESC) AS rank_in_parent,
       s.place, n.full_name AS name, n.parent, s.tasks, s.reported, s.reached, s.done, s.score
FROM scored AS s JOIN places AS n ON n.place = s.place
ORDER BY s.year, rank, s.place"""
)

_UNITS_SQL = (
    _COMMON
    + """, counted AS (
    SELECT u.year, u.place, u.unit_key, count(*) AS tasks, CAST(sum(d.done) AS BIGINT) AS done,
           CAST(sum(coalesce(r.n, 0)) AS BIGINT) AS reported
    FROM (SELECT DISTINCT year, place, ledger, task, unit_key FROM task_units WHERE role = 'lead') AS u
    JOIN task_done AS d ON d.year = u.year AND d.place = u.place AND d.ledger = u.ledger AND d.id = u.task
    LEFT JOIN (
        SELECT year, place, ledger, task, unit_key, count(DISTINCT period) AS n
        FROM entries GROUP BY year, place, ledger, task, unit_key
    ) AS r ON r.year = u.year AND r.place = u.place AND r.ledger = u.ledger AND r.task = u.task
          AND r.unit_key = u.unit_key
    GROUP BY u.year, u.place, u.unit_key
), rates AS (
    SELECT c.year, c.place, c.unit_key, c.tasks,
           least(10000, (c.reported * 20000 + c.tasks * p.n) {div} (2 * c.tasks * p.n)) AS reported,
           (c.done * 20000 + c.tasks) {div} (2 * c.tasks) AS done
    FROM counted AS c JOIN periods AS p ON p.year = c.year
), scored AS (
    SELECT r.*, (4 * r.reported + 2 * r.done + 3) {div} 6 AS score FROM rates AS r
)
SELECT year, rank() OVER (PARTITION BY year ORDER BY score DESC) AS rank,
       place, unit_key, tasks, reported, done, score
FROM scored ORDER BY year, rank, place, unit_key"""
)


def places_query(division: str) -> str:
    """The ranking of the places; ``division`` is the engine's operator for whole division (``//``, ``div``)."""
    return _PLACES_SQL.replace("{div}", division)


def units_query(division: str) -> str:
    """The table of the units."""
    return _UNITS_SQL.replace("{div}", division)
