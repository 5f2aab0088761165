#!/usr/bin/python3
"""Lines of measurements in, the table of `make bench` out."""
import json
import sys

WHAT = {
    "calc_against_parse_json": ("calc of 100,000 cases", "parsing them with our reader", 2.0),
    "calc_against_rapidjson": ("calc of 100,000 cases", "parsing them with bare RapidJSON", None),
    "table_writer": ("writing 200,000 x 12 cells as XLSX", "bare libxlsxwriter", 1.5),
    "import": ("importing 50,000 agencies (SQLite)", "bare inflate and XML parse", 3.0),
    "table_reader": ("reading 50,000 x 12 cells of XLSX", "bare inflate and XML parse", None),
    "sheet_sqlite": ("handing in 400 sheets (SQLite)", "400 bare durable commits", 3.0),
    "sheet_mariadb": ("handing in 400 sheets (MariaDB)", "400 bare durable commits", 3.0),
    "statistics_sqlite": ("statistics of 10,000 panels of 7", "reading their sheets (SQLite)", 3.0),
    "what_if_sqlite": ("10 x 500 contracts under another policy", "reading their rows (SQLite)", 5.0),
    "back_test_sqlite": ("10 x 500 contracts computed again", "reading their rows (SQLite)", 5.0),
    "what_if_mariadb": ("10 x 500 contracts under another policy", "reading their rows (MariaDB)", 5.0),
    "back_test_mariadb": ("10 x 500 contracts computed again", "reading their rows (MariaDB)", 5.0),
    "http_sheets_json": ("1,000 x 33 sheets as JSON, signed in", "1,000 x bare Poco, one SELECT", 2.0),
    "http_sheets_page": ("1,000 x 33 sheets as a page", "1,000 x bare Poco, one SELECT", 3.0),
    "http_sheets_json_anew": ("the same JSON, made anew each time", "1,000 x bare Poco, one SELECT", None),
    "http_sheets_page_anew": ("the same page, made anew each time", "1,000 x bare Poco, one SELECT", None),
    "http_record_page": ("1,000 x an agency's results as a page", "1,000 x bare Poco, one SELECT", 3.0),
}


def wide(text, width):
    return text + " " * max(0, width - len(text))


print(f"{wide('what', 38)}{wide('beside', 34)}{'ours s':>8}{'bare s':>8}{'ratio':>7}{'cpu':>7}{'limit':>7}{'MiB':>7}{'bare':>7}")
for line in sys.stdin:
    row = json.loads(line)
    what, beside, limit = WHAT.get(row["name"], (row["name"], "", None))
    cpu = row["ours_cpu_s"] / max(row["baseline_cpu_s"], 0.001)
    # A busy machine moves the time on the clock; over is what is over by the processor's time too.
    over = limit is not None and min(row["ratio"], cpu) > limit
    memory = [f"{row[k]:.1f}" if row[k] else "" for k in ("rss_mib", "baseline_rss_mib")]
    print(f"{wide(what, 38)}{wide(beside, 34)}{row['ours_s']:>8.3f}{row['baseline_s']:>8.3f}{row['ratio']:>7.2f}{cpu:>7.2f}"
          f"{'' if limit is None else f'{limit:.1f}':>7}{memory[0]:>7}{memory[1]:>7}{'  OVER' if over else ''}"
          + (f"  p99 {row['p99_ms']:.1f} ms, {row['per_second']} a second" if "p99_ms" in row else "")
          + ("  SLOW: p99 over 25 ms" if row.get("p99_ms", 0) > 25 else ""))
