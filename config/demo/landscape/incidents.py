"""What went wrong at Kettle & Co in the last forty days, besides today's missing exchange rates."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Incident:
    """A run that failed (or was aborted), so many days ago; `again_after` minutes somebody (`again_by`) tried again, and it went well."""

    job: str
    days_ago: int
    message: str
    stack_trace: str = ""
    again_after: int | None = None
    again_by: str = "dana"
    is_aborted: bool = False


TIMED_OUT = """Traceback (most recent call last):
  File "/opt/airflow/dags/shop_ingest.py", line 84, in load_payments
    rows = shop.read("payments", since=last_loaded)
  File "/opt/kettle/shop/reader.py", line 41, in read
    return list(cursor)
psycopg2.OperationalError: canceling statement due to statement timeout
"""
NO_RATES = """Traceback (most recent call last):
  File "/opt/airflow/dags/landing.py", line 37, in fetch_fx_rates
    answer.raise_for_status()
  File "/opt/kettle/venv/lib/python3.12/site-packages/requests/models.py", line 1024, in raise_for_status
    raise HTTPError(http_error_msg, response=self)
requests.exceptions.HTTPError: 503 Server Error: Service Unavailable for url: https://rates.bank.example/daily.csv
"""
OUT_OF_MEMORY = """org.apache.spark.SparkException: Job aborted due to stage failure: Task 17 in stage 4.0 failed 4 times
\tat org.apache.spark.scheduler.DAGScheduler.failJobAndIndependentStages(DAGScheduler.scala:2844)
\tat kettle.demand.Features$.main(Features.scala:61)
Caused by: java.lang.OutOfMemoryError: Java heap space
"""

INCIDENTS = (
    Incident("shop_ingest.load_payments", 6, "canceling statement due to statement timeout", TIMED_OUT, again_after=22),
    Incident("spark:demand_features", 9, "Java heap space", OUT_OF_MEMORY, again_after=75, again_by="farah"),
    Incident("model:fct_deliveries", 17, "Database Error in model fct_deliveries: deadlock detected", again_after=9),
    Incident("landing.load_ad_spend", 23, "marketing/ad_spend.csv: 7 columns expected, 6 found in line 3", again_after=190, again_by="bob"),
    Incident("spark:customer_segments", 28, "Cancelled by farah during the cluster upgrade", is_aborted=True),
    Incident("spark:score_demand", 31, "Model demand/17 has no signature for feature page_views", again_after=41),
)

# The bank's page is down since this morning: two attempts, neither went well. Everything that needs the rates waits.
LATE_NOW = Incident(
    "landing.fetch_fx_rates",
    0,
    "503 Server Error: Service Unavailable for url: https://rates.bank.example/daily.csv",
    NO_RATES,
    again_by="emil",
)
LATE_ATTEMPTS = ((0, 41.0), (70, 42.0))
