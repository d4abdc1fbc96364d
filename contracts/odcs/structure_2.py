"""The layout of 2.2.x, as far as contracts of that time use it. It was open: unknown fields are kept and remarked, never refused."""

TABLES_2 = {
    "Contract": """
        apiVersion! "v2.2.2" "v2.2.1" "v2.2.0"
        kind! "DataContract"
        uuid text
        id text
        version! text
        status! text
        quantumName text
        userConsumptionMode text
        datasetDomain text
        datasetName text
        datasetProject text
        project text
        tenant text
        description Description
        sourcePlatform text
        sourceSystem text
        systemInstance text
        productDl text
        productSlackChannel text
        productFeedbackUrl text
        type text
        driver text
        driverVersion text
        server text
        database text
        username text
        password text
        schedulerAppName text
        dataset [Table]
        price Price
        stakeholders [Member]
        roles [Role]
        slaDefaultColumn text
        slaDefaultElement text
        slaProperties [Sla]
        tags [text]
        customProperties [Custom]
        contractCreatedTs text
    """,
    "Description": "purpose text\nlimitations text\nusage text",
    "Table": """
        table! text
        physicalName text
        priorTableName text
        description text
        tags [text]|text
        dataGranularity text
        authoritativeDefinitions [Definition]
        columns [Column]
        quality [Quality]
        customProperties [Custom]
    """,
    "Column": """
        column! text
        businessName text
        logicalType text
        physicalType text
        isNullable flag
        isUnique flag
        description text
        isPrimaryKey flag
        isPrimary flag
        primaryKeyPosition whole
        partitionStatus flag
        partitionKeyPosition whole
        clusterStatus flag
        clusterKeyPosition whole
        criticalDataElementStatus flag
        tags [text]|text
        classification text|number
        encryptedColumnName text
        transformSourceTables [text]|text
        transformLogic text
        transformDescription text
        sampleValues [any]
        authoritativeDefinitions [Definition]
        quality [Quality]
        customProperties [Custom]
    """,
    "Quality": """
        code text
        templateName text
        description text
        toolName text
        toolRuleName text
        dimension text
        type text
        severity text
        businessImpact text
        scheduleCronExpression text
        columns text|[text]
        column text
        customProperties [Custom]
    """,
    "Definition": "url text\ntype text\ndescription text",
    "Custom": "property! text\nvalue any",
    "Price": "priceAmount number\npriceCurrency text\npriceUnit text",
    "Member": "username text\nname text\nrole text\ndateIn text\ndateOut text\nreplacedByUsername text\ncomment text",
    "Role": "role text\naccess text\nfirstLevelApprovers text\nsecondLevelApprovers text",
    "Sla": "property! text\nvalue! scalar\nvalueExt scalar\nunit text\ncolumn text\nelement text\ndriver text",
}
