"""Writes types.parquet with types.json, and csv.json: what pyarrow and pandas make of the same files.

pip install pyarrow==26.0.1 pandas==3.1.1; python make_goldens.py
"""
import base64
import datetime as dt
import decimal
import io
import json
import uuid

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

UTC = dt.timezone.utc
ROWS = 3


def plain(value):
    """A value as documents hold it: what JSON has no word for as Python prints it."""
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [plain(one) for one in value]
    if isinstance(value, tuple):
        return {str(value[0]): plain(value[1])}
    if isinstance(value, (bytes, bytearray)):
        return base64.b64encode(value).decode()
    if isinstance(value, (decimal.Decimal, dt.date, dt.time, dt.datetime, uuid.UUID)):
        return str(value)
    return value


def types():
    when = dt.datetime(2026, 1, 31, 12, 34, 56)
    columns = {
        "text": pa.array(["a", "é🙂\n", None], pa.string()),
        "large_text": pa.array(["", "b", None], pa.large_string()),
        "category": pa.array(["x", "y", "x"], pa.string()).dictionary_encode(),
        "flag": pa.array([True, None, False]),
        "int8": pa.array([-128, 127, None], pa.int8()),
        "int64": pa.array([-(2**63), 2**63 - 1, 0], pa.int64()),
        "uint8": pa.array([0, 255, None], pa.uint8()),
        "uint32": pa.array([0, 2**32 - 1, 7], pa.uint32()),
        "uint64": pa.array([0, 2**64 - 1, 7], pa.uint64()),
        "float16": pa.array([1.5, 65504.0, None], pa.float16()),
        "float32": pa.array([0.1, -3.4e38, None], pa.float32()),
        "float64": pa.array([0.1, 1e300, None], pa.float64()),
        "decimal": pa.array([decimal.Decimal("1.50"), decimal.Decimal("-0.01"), None], pa.decimal128(9, 2)),
        "long_decimal": pa.array([decimal.Decimal("12345678901234567890.123"), decimal.Decimal("0.000"), None], pa.decimal128(38, 3)),
        "date": pa.array([when.date(), dt.date(1969, 12, 31), None]),
        "time": pa.array([dt.time(1, 2, 3), dt.time(1, 2, 3, 40), None], pa.time64("us")),
        "stamp": pa.array([when, when.replace(microsecond=70), None], pa.timestamp("us")),
        "stamp_ms": pa.array([when, when.replace(microsecond=7000), None], pa.timestamp("ms")),
        "stamp_utc": pa.array([when.replace(tzinfo=UTC), dt.datetime(1960, 1, 1, tzinfo=UTC), None], pa.timestamp("us", "UTC")),
        "bytes": pa.array([b"\x00\xff", b"", None], pa.binary()),
        "texts": pa.array([["a", None], [], None], pa.list_(pa.string())),
        "lists": pa.array([[[1], [], None], [], None], pa.list_(pa.list_(pa.int64()))),
        "struct": pa.array([{"a": 1, "b": ["x"]}, {"a": None, "b": None}, None], pa.struct([("a", pa.int64()), ("b", pa.list_(pa.string()))])),
        "structs": pa.array([[{"a": 1}, None], [], None], pa.list_(pa.struct([("a", pa.int64())]))),
        "nothing": pa.nulls(ROWS),
    }
    table = pa.table(columns)
    rows = [{name: plain(value) for name, value in row.items()} for row in table.to_pylist()]
    maps = pa.array([[("k", 1), ("l", None)], [], None], pa.map_(pa.string(), pa.int64()))
    table = table.append_column("map", maps)
    for row, value in zip(rows, maps.to_pylist()):
        row["map"] = None if value is None else dict(value)
    pq.write_table(table, "types.parquet", compression="zstd", row_group_size=2)
    with open("types.json", "w", encoding="utf-8") as out:
        json.dump(rows, out, ensure_ascii=False, indent=1)
        out.write("\n")


CSV = [
    "a,b\n1,x\n2,y\n",
    "a,b\n1,\n,y\n",
    "a,b\n1.5,True\n2,False\n",
    "a,b\n True,1\nFalse,2\n",
    "a,b\ntrue,TRUE\nfalse,FALSE\n",
    "a,b\nTrue,\n,False\n",
    "a,b\nNone,NA\nx,null\n",
    'a,b\n"x, ""y""","1"\n"z\nw",2\n',
    "a,b\n007,+1\n-0,1e3\n",
    "a,b\n.5,5.\n1e-3,1E+2\n",
    "a,b\n 1, x\n2 ,y \n",
    "a,b\n9223372036854775807,9223372036854775808\n1,1\n",
    "a,b\n-9223372036854775808,0\n1,1\n",
    "a,b\n9223372036854775808,-1\n-1,9223372036854775808\n",
    "a,b\n0x10,1_000\n1,2\n",
    "a,b\n\n1,2\n\n3,4\n",
    "a,a,a.1,b\n1,2,3,4\n",
    ",b\n1,2\n",
    "\ufeffa,b\r\n1,x\r\n",
    'a,b\n"1",x\n"2",y\n',
    "a,b\n2026-01-31,12:00\n",
]


def csv():
    cases = []
    for text in CSV:
        frame = pd.read_csv(io.StringIO(text.removeprefix("\ufeff")))
        rows = []
        for record in frame.astype(object).to_dict("records"):
            rows.append({key: None if pd.isna(value) else value for key, value in record.items()})
        cases.append({"text": text, "rows": rows})
    with open("csv.json", "w", encoding="utf-8") as out:
        json.dump(cases, out, ensure_ascii=False, indent=1, default=lambda value: value.item())
        out.write("\n")


types()
csv()
