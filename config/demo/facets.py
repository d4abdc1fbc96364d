"""Facets of the landscape's assets and jobs, made with the standard client's own classes."""

from functools import cache
from typing import cast

from openlineage.client.facet_v2 import (
    DatasetFacet,
    InputDatasetFacet,
    JobFacet,
    OutputDatasetFacet,
    RunFacet,
    column_lineage_dataset,
    data_quality_assertions_dataset,
    data_quality_metrics_input_dataset,
    dataset_type_dataset,
    datasource_dataset,
    documentation_dataset,
    documentation_job,
    environment_variables_run,
    error_message_run,
    job_type_job,
    lifecycle_state_change_dataset,
    nominal_time_run,
    output_statistics_output_dataset,
    ownership_dataset,
    ownership_job,
    parent_run,
    processing_engine_run,
    schema_dataset,
    source_code_location_job,
    sql_job,
    symlinks_dataset,
    tags_dataset,
)

from config.demo.landscape.incidents import Incident
from config.demo.landscape.words import ALWAYS, Asset, Column, Job, Landscape, Source
from config.demo.sql import model_sql

ENGINES = {
    "AIRFLOW": ("3.1.0", "Airflow", "2.9.0"),
    "DBT": ("1.11.2", "dbt", "1.54.0"),
    "SPARK": ("4.0.1", "spark", "1.54.0"),
    "FLINK": ("2.1.0", "flink", "1.54.0"),
    "METABASE": ("0.57.3", "Metabase", "0.4.0"),
    "CENSUS": ("9.2.0", "sync", "0.4.0"),
}
ACCOUNTS = {"AIRFLOW": "airflow", "DBT": "dbt", "SPARK": "spark", "FLINK": "flink", "METABASE": "metabase", "CENSUS": "sync"}
# dbt, Spark and Flink send every column's lineage; a loader and a dashboard do too, here.
LANGUAGES = {"SPARK": "SCALA", "FLINK": "JAVA", "DBT": "SQL"}
ROW_BYTES_PER_COLUMN = 11


def schema(columns: tuple[Column, ...]) -> schema_dataset.SchemaDatasetFacet:
    """Tell the columns."""
    fields = [schema_dataset.SchemaDatasetFacetFields(c.name, c.data_type, c.description or None, at) for at, c in enumerate(columns, 1)]
    return schema_dataset.SchemaDatasetFacet(fields=fields)


def _input_field(source: Source, landscape: Landscape, days_ago: int) -> column_lineage_dataset.InputField:
    asset = landscape.asset(source.asset)
    kind = "DIRECT" if source.is_direct else "INDIRECT"
    told = column_lineage_dataset.Transformation(kind, source.subtype.upper(), masking=source.masking)
    return column_lineage_dataset.InputField(asset.space.name, asset.name_at(days_ago), source.column, [told])


def column_lineage(asset: Asset, landscape: Landscape, days_ago: int) -> column_lineage_dataset.ColumnLineageDatasetFacet:
    """Tell what each column is made from, and what decides the rows."""

    def known(source: Source) -> bool:
        return source.column in {column.name for column in landscape.asset(source.asset).columns_at(days_ago)}

    fields = {
        column.name: column_lineage_dataset.Fields(
            [_input_field(source, landscape, days_ago) for source in column.sources if known(source)]
        )
        for column in asset.columns_at(days_ago)
        if any(map(known, column.sources))
    }
    whole = [_input_field(source, landscape, days_ago) for source in asset.every_row]
    return column_lineage_dataset.ColumnLineageDatasetFacet(fields=fields, dataset=whole)


def described(asset: Asset, owner: str) -> dict[str, DatasetFacet]:
    """Tell what an asset is: kind, source, words, owner, tags, other names."""
    facets: dict[str, DatasetFacet] = {
        "dataSource": datasource_dataset.DatasourceDatasetFacet(name=asset.space.title, uri=asset.space.uri),
        "documentation": documentation_dataset.DocumentationDatasetFacet(description=asset.words[1]),
    }
    if asset.kind != "dataset":
        facets["datasetType"] = dataset_type_dataset.DatasetTypeDatasetFacet(datasetType=asset.kind.upper())
    if owner:
        facets["ownership"] = ownership_dataset.OwnershipDatasetFacet(owners=[ownership_dataset.Owner(f"team:{owner}", "MAINTAINER")])
    if asset.tags:
        pairs = [tag.partition(":") for tag in asset.tags]
        tags = [tags_dataset.TagsDatasetFacetFields(key=key, value=value.strip() or "true", source="DEMO") for key, _, value in pairs]
        facets["tags"] = tags_dataset.TagsDatasetFacet(tags=tags)
    if asset.symlinks:
        names = [symlinks_dataset.Identifier(namespace=link[0], name=link[1], type=link[2]) for link in asset.symlinks]
        facets["symlinks"] = symlinks_dataset.SymlinksDatasetFacet(identifiers=names)
    return facets


def changed(change: str, previous: tuple[str, str] | None = None) -> lifecycle_state_change_dataset.LifecycleStateChangeDatasetFacet:
    """Tell a change of life: `change` as OpenLineage names it, `previous` (namespace, name) with RENAME."""
    before = lifecycle_state_change_dataset.PreviousIdentifier(namespace=previous[0], name=previous[1]) if previous else None
    kind = lifecycle_state_change_dataset.LifecycleStateChange[change]
    return lifecycle_state_change_dataset.LifecycleStateChangeDatasetFacet(lifecycleStateChange=kind, previousIdentifier=before)


def statistics(rows: int, columns: int) -> OutputDatasetFacet:
    """Tell how much was written."""
    return output_statistics_output_dataset.OutputStatisticsOutputDatasetFacet(
        rowCount=rows, size=rows * columns * ROW_BYTES_PER_COLUMN, fileCount=1
    )


def quality(asset: Asset, rows: int, nulls: int) -> InputDatasetFacet:
    """Tell what a look at the rows found: how many, and how many nulls in the last column."""
    metrics = {asset.columns[-1].name: data_quality_metrics_input_dataset.ColumnMetrics(nullCount=nulls, count=float(rows))}
    return data_quality_metrics_input_dataset.DataQualityMetricsInputDatasetFacet(rowCount=rows, columnMetrics=metrics)


def assertions(checks: tuple[tuple[str, str], ...]) -> DatasetFacet:
    """Tell that the tests of a model held."""
    held = [
        data_quality_assertions_dataset.Assertion(assertion=kind, success=True, column=column, severity="error") for kind, column in checks
    ]
    return data_quality_assertions_dataset.DataQualityAssertionsDatasetFacet(assertions=held)  # type: ignore[return-value]


@cache
def job_facets(job: Job) -> dict[str, JobFacet]:
    """Tell what a job is: type, words, owner, where its code lies, its SQL."""
    folder = {"AIRFLOW": "dags", "DBT": "models", "SPARK": "spark", "FLINK": "flink"}.get(job.integration, "jobs")
    suffix = "sql" if job.has_model else "py"
    path = f"{folder}/{job.key.rpartition(':')[2].partition('.')[0]}.{suffix}"
    streams = job.timetable is not None and job.timetable.rhythm == ALWAYS
    facets: dict[str, JobFacet] = {
        "jobType": job_type_job.JobTypeJobFacet("STREAMING" if streams else "BATCH", job.integration, job.kind),
        "documentation": documentation_job.DocumentationJobFacet(job.does),
        "ownership": ownership_job.OwnershipJobFacet([ownership_job.Owner(f"team:{job.team}", "MAINTAINER")]),
        "sourceCodeLocation": source_code_location_job.SourceCodeLocationJobFacet(
            "git", f"https://git.kettle.example/data/blob/main/{path}", "https://git.kettle.example/data", path, branch="main"
        ),
    }
    if job.has_model:
        facets["sql"] = sql_job.SQLJobFacet(model_sql(job.writes[0]), "postgres")
    return facets


@cache
def engine_facets(integration: str, submitter: str) -> dict[str, RunFacet]:
    """Tell the engine, under whose account it runs, and who started it by hand ('' for nobody)."""
    version, name, adapter = ENGINES[integration]
    account = [environment_variables_run.EnvironmentVariable("USER", submitter or ACCOUNTS[integration])]
    by_hand: dict[str, RunFacet] = {}
    if submitter and integration == "AIRFLOW":
        dag_run = {"run_type": "manual", "triggering_user_name": submitter}
        by_hand["airflowDagRun"] = cast("RunFacet", RunFacet().with_additional_properties(dagRun=dag_run))
    return {
        **by_hand,
        "processing_engine": processing_engine_run.ProcessingEngineRunFacet(version, name, adapter),
        "environmentVariables": environment_variables_run.EnvironmentVariablesRunFacet(account),
    }


def nominal(start: str, end: str) -> RunFacet:
    """Tell the stretch of time a run is for."""
    return nominal_time_run.NominalTimeRunFacet(start, end)


def inside(parent: tuple[str, Job], root: tuple[str, Job]) -> RunFacet:
    """Tell the run around a run, and the outermost one; each a run id and its job."""
    return parent_run.ParentRunFacet(
        run=parent_run.Run(parent[0]),
        job=parent_run.Job(parent[1].space.name, parent[1].name),
        root=parent_run.Root(parent_run.RootRun(root[0]), parent_run.RootJob(root[1].space.name, root[1].name)),
    )


def failure(incident: Incident, integration: str) -> RunFacet:
    """Tell what went wrong."""
    language = LANGUAGES.get(integration, "PYTHON")
    return error_message_run.ErrorMessageRunFacet(incident.message, language, incident.stack_trace or None)
