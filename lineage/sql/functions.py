"""Functions by what they do to a value, and what reads files in place."""

import re

from sqlglot import exp

# Functions that pick a value (or tell a grouping) rather than compute one from many.
ROW_BY_ROW = (exp.Lag, exp.Lead, exp.FirstValue, exp.LastValue, exp.NthValue, exp.Grouping, exp.GroupingId)
MASKING_NAMES = frozenset(
    {"hash", "sha1", "sha224", "sha256", "sha384", "sha512", "digest", "crypt", "hashbytes", "farm_fingerprint", "murmur_hash", "mask"}
    | {"mask_hash", "xxhash64", "sha2_hex", "sha1_hex", "md5_hex", "anonymize", "pg_hash"}
)
MASKING_TYPES = tuple(
    getattr(exp, name) for name in ("MD5", "MD5Digest", "SHA", "SHA2", "SHA1Digest", "SHA2Digest", "FarmFingerprint") if hasattr(exp, name)
)
AGGREGATING_NAMES = frozenset(
    {"json_agg", "jsonb_agg", "json_object_agg", "jsonb_object_agg", "xmlagg", "bit_and", "bit_or", "bit_xor", "every", "listagg", "mode"}
    | {"range_agg", "range_intersect_agg", "regr_count", "regr_r2", "regr_slope", "regr_intercept", "regr_avgx", "regr_avgy", "regr_sxx"}
    | {"regr_syy", "regr_sxy", "any_value", "collect_list", "collect_set", "group_concat", "string_agg", "array_agg", "median", "wm_concat"}
    | {"bool_and", "bool_or", "covar_pop", "covar_samp", "corr", "approx_count_distinct", "object_agg", "array_concat_agg", "countif"}
    | {"sumif", "avgif", "argmax", "argmin", "uniq", "uniqexact", "groupuniqarray", "grouparray", "quantile", "checksum_agg", "stdev"}
)
DICTIONARY_READERS = ("dictget", "joinget")
FILE_ENDINGS = (".parquet", ".csv", ".json", ".jsonl", ".ndjson", ".csv.gz", ".json.gz", ".tsv", ".orc", ".avro")
READERS = frozenset(
    {"read_csv", "read_csv_auto", "read_parquet", "parquet_scan", "read_json", "read_json_auto", "read_ndjson", "read_ndjson_auto"}
    | {"read_json_objects", "read_text", "read_blob", "read_xlsx", "st_read", "read_files", "delta_scan", "iceberg_scan", "openrowset"}
    | {"file", "s3", "s3cluster", "gcs", "url", "urlcluster", "hdfs", "hdfscluster", "azureblobstorage", "deltalake", "iceberg", "hudi"}
)
FILE_FORMATS = frozenset({"json", "csv", "parquet", "orc", "avro", "text", "delta", "binaryfile", "iceberg", "xml"})


_ADDRESS = re.compile(r"[A-Za-z][\w+.-]*://\S+|@\S+")
_FILE = re.compile(r"[^ ;=()\n]*[./][^ ;=()\n]*")


def is_file_name(text: str) -> bool:
    """Tell the name of a file, folder or stage from other text that a function is given (a format, a query, a connection)."""
    return _ADDRESS.fullmatch(text) is not None or _FILE.fullmatch(text) is not None
