"""What the standard allows, written down by us as tables of fields, one table for each kind of thing.

A line reads `name[!] type [since 3.x]`: `!` marks a required field. Types are `text`, `whole`, `number`, `flag`, `scalar` (anything but a
collection), `any`, `map`; the name of another table; `[type]` for a list, `[type]+` for one that isn't empty; `a|b` for two shapes told
apart by their JSON type; `"x" "y"` for an enumeration; `id` for the standard's stable identifiers.
The facts come from the standard's text and its published examples, versions 3.0.0 to 3.2.0. A field's `since` never makes a document
invalid (many say 3.0.2 and use later fields), it only earns a remark.
"""

API_VERSIONS = ("v3.2.0", "v3.1.0", "v3.0.2", "v3.0.1", "v3.0.0", "v2.2.2", "v2.2.1", "v2.2.0")
KIND = "DataContract"
STATUSES = ("proposed", "draft", "active", "deprecated", "retired")

# Fields that many tables share.
ELEMENT = """
id id since 3.1
name text
physicalType text
description text
businessName text
deprecated flag since 3.2
synonyms [Synonym] since 3.2
authoritativeDefinitions [Definition]
tags [text]
customProperties [Custom]
"""
MARKS = """
tags [text]
customProperties [Custom]
authoritativeDefinitions [Definition]
"""
VALUE_FIELDS = f"""
{ELEMENT}
primaryKey flag
primaryKeyPosition whole
logicalType "string" "date" "timestamp" "time" "number" "integer" "object" "array" "boolean" "map" "vector"
logicalTypeOptions map
physicalName text
required flag
unique flag
semanticType "column" "measure" "dimension" since 3.2
partitioned flag
partitionKeyPosition whole
classification text
encryptedName text
transformSourceObjects [text]
transformLogic text
transformDescription text
examples [any]
enum [EnumValue]+ since 3.2
criticalDataElement flag
relationships [ColumnRelationship] since 3.1
quality [Quality]
properties [Property]
items Item
map Map since 3.2
"""
OPERATORS = {
    "mustBe": "any",
    "mustNotBe": "any",
    "mustBeGreaterThan": "number",
    "mustBeGreaterOrEqualTo": "number",
    "mustBeLessThan": "number",
    "mustBeLessOrEqualTo": "number",
    "mustBeBetween": "pair",
    "mustNotBeBetween": "pair",
}
COMPARISON = "\n".join(f"{name} {kind}" for name, kind in OPERATORS.items())
QUALITY_FIELDS = """
id id since 3.1
name text
description text
type "text" "library" "sql" "custom"
dimension "accuracy" "completeness" "conformity" "consistency" "coverage" "timeliness" "uniqueness"
method text
severity text
businessImpact text
unit text
schedule text
scheduler text
tags [text]
customProperties [Custom]
authoritativeDefinitions [Definition]
"""

TABLES = {
    "Contract": f"""
        apiVersion! {" ".join(f'"{version}"' for version in API_VERSIONS)}
        kind! "{KIND}"
        id! text
        version! text
        name text
        status text
        tenant text
        domain text
        dataProduct text
        description Description
        contractCreatedTs text
        tags [text]
        context Context|text since 3.2
        servers [Server]
        schema [Object]
        support [Channel]
        price Price
        team Team|[Member]
        roles [Role]
        slaDefaultElement text
        slaProperties [Sla]
        authoritativeDefinitions [Definition] since 3.1
        customProperties [Custom]
    """,
    "Description": """
        purpose text
        limitations text
        usage text
        authoritativeDefinitions [Definition]
        customProperties [Custom]
    """,
    "Context": """
        instructions text
        verifiedStatements [Statement]
        constraints [Constraint]
    """,
    "Statement": f"id id\nquestion! text\nanswer text\n{MARKS}",
    "Constraint": f"id id\nconstraint! text\n{MARKS}",
    "Object": f"""
        {ELEMENT.replace("name text", "name! text")}
        logicalType "object"
        physicalName text
        dataGranularityDescription text
        properties [Property]
        relationships [ObjectRelationship] since 3.1
        quality [Quality]
        context Context|text since 3.2
    """,
    "Property": VALUE_FIELDS.replace("name text", "name! text", 1),
    "Item": VALUE_FIELDS,
    "Map": "key! Item\nvalue! Item",
    "EnumValue": f"id id\nvalue! scalar\nlabel text\ndescription text\n{MARKS}",
    "Synonym": "id id\nsynonym! text\ndescription text\nlocale text\nsource text\nstatus text\ncustomProperties [Custom]",
    "ObjectRelationship": 'id text since 3.2\ntype "foreignKey"\nfrom! reference\nto! reference\ncustomProperties [Custom]',
    "ColumnRelationship": 'id text since 3.2\ntype "foreignKey"\nto! reference\ncustomProperties [Custom]',
    "Quality": QUALITY_FIELDS,
    "Quality of library": f"{QUALITY_FIELDS}\nmetric! METRICS\nrule text\narguments map\n{COMPARISON}",
    "Quality of sql": f"{QUALITY_FIELDS}\nquery! text\n{COMPARISON}",
    "Quality of custom": f"{QUALITY_FIELDS}\nengine! text\nimplementation! text|map",
    "Definition": "id id\nurl! text\ntype! text\ndescription text",
    "Custom": "id id\nproperty! text\nvalue! any\ndescription text\nvendor text since 3.2",
    "Channel": "id id\nchannel! text\nurl text\ndescription text\ntool text\nscope text\ninvitationUrl text\ncustomProperties [Custom]",
    "Price": "id id\npriceAmount number\npriceCurrency text\npriceUnit text",
    "Team": f"id id\nname text\ndescription text\nmembers [Member]\n{MARKS}",
    "Member": f"id id\nusername! text\nname text\ndescription text\nrole text\ndateIn text\ndateOut text\nreplacedByUsername text\n{MARKS}",
    "Role": "id id\nrole! text\ndescription text\naccess text\nfirstLevelApprovers text\nsecondLevelApprovers text\ncustomProperties [Custom]",
    "Sla": """
        id id
        property! text
        value! scalar
        valueExt scalar
        unit text
        element text
        driver text
        description text
        scheduler text since 3.1
        schedule text since 3.1
        customProperties [Custom] since 3.2
        authoritativeDefinitions [Definition] since 3.2
    """,
}
TABLES["Quality of library"] = TABLES["Quality of library"].replace(
    "METRICS", '"nullValues" "missingValues" "invalidValues" "duplicateValues" "rowCount"'
)

RANGE = "minimum {0}\nmaximum {0}\nexclusiveMinimum {0}\nexclusiveMaximum {0}"
# What `logicalTypeOptions` may hold, by logical type; other types take anything.
OPTIONS = {
    "string": "minLength count\nmaxLength count\npattern text\nformat text",
    "date": f"format text\n{RANGE.format('text')}",
    "timestamp": f"format text\n{RANGE.format('text')}\ntimezone flag\ndefaultTimezone text",
    "time": f"format text\n{RANGE.format('text')}\ntimezone flag\ndefaultTimezone text",
    "number": f'{RANGE.format("number")}\nmultipleOf number\nformat "f32" "f64"',
    "integer": f"{RANGE.format('number')}\nmultipleOf number\nformat "
    + " ".join(f'"{sign}{bits}"' for sign in "iu" for bits in (8, 16, 32, 64, 128)),
    "object": "minProperties count\nmaxProperties count\nrequired [text]+",
    "array": "minItems count\nmaxItems count\nuniqueItems flag",
    "vector": """
        dimensions! count
        elementType "bfloat16" "binary" "float16" "float32" "float64" "int8" "uint8"
        distanceMetric "cosine" "dotProduct" "euclidean" "hamming" "manhattan"
        embeddingModel text
        embeddingModelVersion text
        normalized flag
    """,
}
