"""The ranking of a rolled-up data set on Spark: the same SQL, the same rows as DuckDB's.

    python -m ledger.rollup.spark_job DIR                       compute, compare with DIR/ranking.parquet, print
    python -m ledger.rollup.spark_job DIR -o OUT                and write OUT/ranking, OUT/unit_ranking as Parquet
    spark-submit --py-files taizhang.zip ledger/rollup/spark_job.py hdfs:///rollup -o hdfs:///ranking

Needs pyspark (``pip install 'taizhang[spark]'``) and Java 17. Runs in local mode unless spark-submit says otherwise.
Of this project it imports only descriptions (``ranking``, ``tables``), so ``--py-files`` needs no other library.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ledger.export.tables import BOOLEAN, DATE, DECIMAL, INTEGER, TEXT, TIME, Table
from ledger.rollup import ranking, tables

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_TYPES = {
    TEXT: "STRING",
    INTEGER: "BIGINT",
    DECIMAL: "DECIMAL(38, 10)",
    DATE: "DATE",
    TIME: "TIMESTAMP",
    BOOLEAN: "BOOLEAN",
}
_SETTINGS = {
    "spark.ui.showConsoleProgress": "false",
    "spark.ui.enabled": "false",
    # keys such as 0101 stay texts, as they are for DuckDB
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
    "spark.sql.session.timeZone": "Asia/Shanghai",
    "spark.sql.shuffle.partitions": "8",
    # thousands of small folders: a few tasks list many each, instead of one task a folder
    "spark.sql.sources.parallelPartitionDiscovery.parallelism": "8",
    "spark.sql.ansi.enabled": "true",
}


def session(cores: str = "*") -> SparkSession:
    """A Spark session, of this machine unless ``spark-submit`` has set another master."""
    from pyspark import SparkConf
    from pyspark.sql import SparkSession

    settings = SparkConf()
    if not settings.contains("spark.master"):
        settings.setMaster(f"local[{cores}]")
    for name, value in _SETTINGS.items():
        if not settings.contains(name):
            settings.set(name, value)
    spark = SparkSession.builder.appName("taizhang-rollup").config(conf=settings).getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    return spark


def ranked(spark: SparkSession, folder: str) -> tuple[DataFrame, DataFrame]:
    """The rankings of places and of units of the data set at ``folder`` (any path Spark can read)."""
    base = folder.rstrip("/")
    for name in ranking.TABLES:
        # the columns are known: no file is opened to find out
        schema = f"{_schema(tables.TABLES[name])}, place STRING, year STRING"
        spark.read.schema(schema).parquet(f"{base}/{name}").createOrReplaceTempView(name)
    spark.read.schema(_schema(tables.PLACES)).parquet(f"{base}/places.parquet").createOrReplaceTempView("places")
    return spark.sql(ranking.places_query("div")), spark.sql(ranking.units_query("div"))


def _schema(table: Table) -> str:
    return ", ".join(f"`{column.name}` {_TYPES[column.kind]}" for column in table.columns)


def differences(spark: SparkSession, folder: str, table: str, found: Sequence[Any]) -> list[tuple[Any, Any]]:
    """Rows of the data set's own ranking (DuckDB's) that differ from these, row by row; a missing one is ``None``."""
    stored = spark.read.parquet(f"{folder.rstrip('/')}/{table}.parquet").collect()
    keys = ("year", "rank", "place", *(("unit_key",) if "unit_key" in (stored[0] if stored else ()) else ()))
    stored = sorted(stored, key=lambda row: tuple(row[key] for key in keys))
    mine = sorted(found, key=lambda row: tuple(row[key] for key in keys))
    length = max(len(stored), len(mine))
    pairs = zip(
        [*map(tuple, stored), *[None] * (length - len(stored))],
        [*map(tuple, mine), *[None] * (length - len(mine))],
        strict=True,
    )
    return [(one, other) for one, other in pairs if one != other]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the job; 1 when Spark and DuckDB differ."""
    asked = argparse.ArgumentParser(description="用 Spark 计算汇总数据集的排名，并与 DuckDB 的逐行核对")
    asked.add_argument("folder", metavar="数据集")
    asked.add_argument("-o", dest="output", metavar="目录", help="把两份排名写成 Parquet")
    asked.add_argument("--cores", default="*", help="本机模式用几个处理器，默认全部")
    given = asked.parse_args(arguments)
    spark = session(given.cores)
    try:
        different = 0
        for table, frame in zip((ranking.RANKING.name, ranking.UNITS.name), ranked(spark, given.folder), strict=True):
            rows = frame.collect()
            wrong = differences(spark, given.folder, table, rows)
            different += len(wrong)
            sys.stdout.write(f"{table}: {len(rows)} 行，与 DuckDB 不同的 {len(wrong)} 行\n")
            for one, other in wrong[:5]:
                sys.stdout.write(f"  DuckDB {one}\n  Spark  {other}\n")
            if given.output:
                frame.write.mode("overwrite").parquet(f"{given.output.rstrip('/')}/{table}")
        return 1 if different else 0
    finally:
        spark.stop()


if __name__ == "__main__":
    sys.exit(main())
