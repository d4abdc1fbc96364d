"""The namespaces of Kettle & Co: all under kettle.example (a name nobody can own), so that they are recognised and removed."""

from config.demo.landscape.words import Space

PRODUCER = "https://kettle.example/"
WAREHOUSE_SCHEMA = "demo_warehouse"

SHOP = Space("postgres://shop.kettle.example:5432", "Shop database", "postgres://shop.kettle.example:5432/shop")
WAREHOUSE = Space("postgres://warehouse.kettle.example:5432", "Warehouse", "postgres://warehouse.kettle.example:5432/kettle")
KAFKA = Space("kafka://kafka.kettle.example:9092", "Event bus", "kafka://kafka.kettle.example:9092")
CLICKS = Space("arn:aws:kinesis:eu-central-1:000000000042", "Click stream", "https://kinesis.kettle.example")
LANDING = Space("s3://kettle-landing", "Landing bucket", "s3://kettle-landing")
LAKE = Space("s3://kettle-lake", "Lake bucket", "s3://kettle-lake")
ML = Space("mlflow://ml.kettle.example", "Model registry", "https://ml.kettle.example")
BI = Space("metabase://bi.kettle.example", "Dashboards", "https://bi.kettle.example")
CRM = Space("hubspot://crm.kettle.example", "Customer relations", "https://crm.kettle.example")

AIRFLOW = Space("airflow://airflow.kettle.example", "Scheduler", "https://airflow.kettle.example")
DBT = Space("dbt://kettle.example/warehouse", "Models", "https://git.kettle.example/warehouse")
SPARK = Space("spark://spark.kettle.example", "Spark", "https://spark.kettle.example")
FLINK = Space("flink://flink.kettle.example", "Flink", "https://flink.kettle.example")
CENSUS = Space("sync://crm.kettle.example", "Reverse ETL", "https://sync.kettle.example")
METABASE = Space("metabase-jobs://bi.kettle.example", "Dashboard refreshes", "https://bi.kettle.example")


def table(name: str) -> str:
    """Name a table of the warehouse as OpenLineage does: database, schema, table. Schema and table are real ones of Provender's own database."""
    return f"kettle.{WAREHOUSE_SCHEMA}.{name}"
