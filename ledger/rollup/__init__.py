"""Many ledgers side by side: districts, their cities, the province.

places.py     which places there are, above whom, and where their repositories lie
gather.py     one place → Parquet files (one process a place at a time)
dataset.py    all places, in parallel → the partitioned data set, whole or not at all
ranking.py    the ranking as SQL that DuckDB and Spark both read, in whole numbers so that they agree
summary.py    what was read and what was wrong, for people and programs
spark_job.py  the same ranking on Spark, for data sets of many machines
"""
