"""How dialects spell the types of the lattice."""

from collections.abc import Callable, Mapping
from functools import partial

from contracts.compatibility.lattice import DataType, Family

# What stands in a type's brackets: sizes, words, element types, named members.
Arguments = tuple["int | str | DataType | tuple[str, DataType]", ...]

_TEXTS = (
    "varchar,character varying,char varying,varchar2,nvarchar,nvarchar2,national character varying,string,text,"
    "tinytext,mediumtext,longtext,ntext,clob,nclob,bpchar,citext,long varchar,utf8,large_string"
)


def _numbers(arguments: Arguments) -> list[int]:
    return [argument for argument in arguments if isinstance(argument, int)]


def _plain(kind: DataType, arguments: Arguments) -> DataType:
    del arguments  # MySQL's int(11) is as wide as int
    return kind


def _decimal(arguments: Arguments) -> DataType:
    numbers = _numbers(arguments)
    return DataType(Family.DECIMAL, numbers[0], numbers[1] if len(numbers) > 1 else 0) if numbers else DataType(Family.DECIMAL)


def _number(arguments: Arguments) -> DataType:
    return _decimal(arguments) if arguments else DataType(Family.NUMBER)


def _float(arguments: Arguments) -> DataType:
    numbers = _numbers(arguments)
    return DataType(Family.FLOAT, 64 if numbers and numbers[0] > 24 else 32)  # noqa: PLR2004 - bits of a single's significand


def _sized(family: Family, arguments: Arguments) -> DataType:
    numbers = _numbers(arguments)
    return DataType(family, numbers[0] if numbers else None)


def _char(arguments: Arguments) -> DataType:
    numbers = _numbers(arguments)
    return DataType(Family.TEXT, numbers[0] if numbers else 1, is_padded=True)


def _timed(family: Family, usual: int, arguments: Arguments) -> DataType:
    numbers = _numbers(arguments)
    return DataType(family, numbers[0] if numbers else usual)


def _array(arguments: Arguments) -> DataType:
    kinds = [argument for argument in arguments if isinstance(argument, DataType)]
    return DataType(Family.ARRAY, parts=(("", kinds[0]),) if kinds else ())


def _map(arguments: Arguments) -> DataType:
    kinds = [argument for argument in arguments if isinstance(argument, DataType)]
    return DataType(Family.MAP, parts=(("key", kinds[0]), ("value", kinds[1])) if len(kinds) == 2 else ())  # noqa: PLR2004


def _struct(arguments: Arguments) -> DataType:
    return DataType(Family.STRUCT, parts=tuple(argument for argument in arguments if isinstance(argument, tuple)))


_SPELLED: list[tuple[str, Callable[[Arguments], DataType]]] = [
    ("boolean,bool,bit,logical", partial(_plain, DataType(Family.BOOLEAN))),
    ("tinyint,byteint,byte,int1", partial(_plain, DataType(Family.INTEGER, 8))),
    ("smallint,short,int2,int16,smallserial", partial(_plain, DataType(Family.INTEGER, 16))),
    ("mediumint,int24", partial(_plain, DataType(Family.INTEGER, 24))),
    ("int,integer,int4,int32,serial", partial(_plain, DataType(Family.INTEGER, 32))),
    ("bigint,long,int8,int64,bigserial", partial(_plain, DataType(Family.INTEGER, 64))),
    ("hugeint,largeint,int128", partial(_plain, DataType(Family.INTEGER, 128))),
    ("int256", partial(_plain, DataType(Family.INTEGER, 256))),
    *[(f"uint{bits}", partial(_plain, DataType(Family.INTEGER, bits, is_unsigned=True))) for bits in (8, 16, 32, 64, 128, 256)],
    ("utinyint", partial(_plain, DataType(Family.INTEGER, 8, is_unsigned=True))),
    ("usmallint", partial(_plain, DataType(Family.INTEGER, 16, is_unsigned=True))),
    ("uinteger", partial(_plain, DataType(Family.INTEGER, 32, is_unsigned=True))),
    ("ubigint", partial(_plain, DataType(Family.INTEGER, 64, is_unsigned=True))),
    ("decimal,numeric,dec,fixed", _decimal),
    ("number,decfloat,bigdecimal", _number),
    ("bignumeric", partial(_plain, DataType(Family.DECIMAL, 76, 38))),
    ("money", partial(_plain, DataType(Family.DECIMAL, 19, 4))),
    ("smallmoney", partial(_plain, DataType(Family.DECIMAL, 10, 4))),
    ("float", _float),
    ("half,float16", partial(_plain, DataType(Family.FLOAT, 16))),
    ("real,float4,float32,binary_float", partial(_plain, DataType(Family.FLOAT, 32))),
    ("double,double precision,float8,float64,binary_double", partial(_plain, DataType(Family.FLOAT, 64))),
    (_TEXTS, partial(_sized, Family.TEXT)),
    ("char,character,nchar,national character", _char),
    ("fixedstring", _char),
    ("binary,varbinary,bytea,blob,tinyblob,mediumblob,longblob,bytes,raw,image,binary varying", partial(_sized, Family.BINARY)),
    ("date,date32", partial(_plain, DataType(Family.DATE))),
    ("time,time without time zone", partial(_timed, Family.TIME, 6)),
    ("timetz,time with time zone", partial(_timed, Family.TIME_TZ, 6)),
    (
        "timestamp,timestamp without time zone,timestamp_ntz,timestampntz,timestamp without timezone,datetime,datetime64",
        partial(_timed, Family.TIMESTAMP, 6),
    ),
    ("timestamp_s,smalldatetime", partial(_plain, DataType(Family.TIMESTAMP, 0))),
    ("timestamp_ms", partial(_plain, DataType(Family.TIMESTAMP, 3))),
    ("timestamp_us", partial(_plain, DataType(Family.TIMESTAMP, 6))),
    ("timestamp_ns", partial(_plain, DataType(Family.TIMESTAMP, 9))),
    ("datetime2", partial(_timed, Family.TIMESTAMP, 7)),
    (
        "timestamptz,timestamp with time zone,timestamp with local time zone,timestamp_tz,timestamp_ltz,timestampltz",
        partial(_timed, Family.TIMESTAMP_TZ, 6),
    ),
    ("datetimeoffset", partial(_timed, Family.TIMESTAMP_TZ, 7)),
    ("interval", partial(_plain, DataType(Family.INTERVAL))),
    ("uuid,uniqueidentifier", partial(_plain, DataType(Family.UUID))),
    ("json,jsonb,variant,super", partial(_plain, DataType(Family.JSON))),
    ("array,list,vector", _array),
    ("map", _map),
    ("struct,row,record,object,tuple", _struct),
]

SPELLINGS: Mapping[str, Callable[[Arguments], DataType]] = {name: maker for names, maker in _SPELLED for name in names.split(",")}
