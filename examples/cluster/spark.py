#!/usr/bin/env python3
"""spark.py: one question on a cluster of Spark, which reads the log (CSV, Parquet, ORC, Iceberg ...) and shuffles it.

	spark-submit spark.py LOG FOLDER >answer.csv

Edit these three. Every worker needs ia's programs in its PATH, of the same version.
"""
QUESTION = "ia-funnel --steps register,view_item,add_to_cart,pay --within 7d"
USER = "user_id"
PARTS = 16

# Spark has no number for a part that a filter could see, so states have none, and the merge counts rows: Spark
# reports success for filters that were killed, unless checkCode is asked for.
import os
import subprocess
import sys

from pyspark.sql import SparkSession

log, folder = sys.argv[1:]
question = os.environ.get("QUESTION", QUESTION)
spark = SparkSession.builder.appName("ia").getOrCreate()
spark.sparkContext.setLogLevel("ERROR")
events = spark.read.csv(log, header=True, multiLine=True, escape='"') if ".csv" in log else spark.read.load(log)
events = events.select([events[name].cast("string").alias(name) for name in events.columns])
states = (
    events.repartition(PARTS, USER)
    .toJSON()
    .pipe(question + " -i ndjson -j 1 --partial", env=dict(os.environ), checkCode=True)
    .collect()
)
os.makedirs(folder, exist_ok=True)
path = os.path.join(folder, "states")
with open(path, "w", encoding="utf-8", newline="\n") as out:
    out.writelines(line + "\n" for line in states)
merge = question.split() + ["--merge-states", "--expect-rows", str(events.count()), path]
sys.stdout.flush()
sys.exit(subprocess.call(merge))
