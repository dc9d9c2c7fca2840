#!/usr/bin/env python3
"""What batchmon's metrics and events cost in CloudWatch, by the number of jobs and how often they run.

usage: cloudwatch.py                              the table of ../COST.md
       cloudwatch.py --jobs 40 --runs-per-day 24  one line of it, item by item
       cloudwatch.py --update ../COST.md          writes the table into that file; --check says whether it is there
"""

import argparse
import pathlib
import sys

# Dollars, us-east-1, list prices as documented in 2026 and read on 2026-11-21; https://aws.amazon.com/cloudwatch/pricing/
METRIC_TIERS = [(10_000, 0.30), (240_000, 0.10), (750_000, 0.05), (float("inf"), 0.02)]  # per metric and month
LOG_GB = 0.50
ALARM = 0.10
DASHBOARD = 3.00
TRACES_MILLION = 5.00
FREE_TRACES = 100_000
# Not documented where it could be read: taken to be what a GB of log costs.
NATIVE_GB = 0.50

HOURS = 730  # of a month; a metric is billed by the hours in which it was sent
DAYS = HOURS / 24

# Of the sample application, one record each.
EMF_BYTES = 600
EVENT_BYTES = 1_500
POINT_BYTES = 900
FAILING = 0.02  # of runs


def tiered(metrics):
    dollars, left = 0.0, metrics
    for size, price in METRIC_TIERS:
        dollars += min(left, size) * price
        left -= min(left, size)
        if left <= 0:
            return dollars
    return dollars


def hours_a_day(times):
    """In how many hours of a day something is sent that happens so many times in it, evenly."""
    return min(24.0, times)


def metric_months(jobs, runs, run_id=False):
    """batch.job.* of the classic profile, in whole metrics of a whole month; the JVM lives all day."""
    hours = runs if run_id else hours_a_day(runs)
    failed = runs * FAILING if run_id else hours_a_day(runs * FAILING)
    per_job = (
        hours  # runs, succeeded
        + failed  # runs, failed
        + hours  # duration
        + hours  # lateness
        + failed  # errors
        + 24  # active, each minute
    )
    service = hours_a_day(jobs * runs) + hours_a_day(jobs * runs * FAILING)
    return (jobs * per_job + service) / 24


def points_a_day(jobs, runs):
    """One for each metric and export interval of a minute in which it has something to say."""
    sent = min(1440.0, runs)
    return jobs * (3 * sent + 2 * min(1440.0, runs * FAILING) + 2 * 1440)


def bill(jobs, runs):
    gigabytes = points_a_day(jobs, runs) * DAYS / 1e9
    classic = tiered(metric_months(jobs, runs))
    events = 2 * jobs * runs * DAYS * EVENT_BYTES / 1e9 * LOG_GB
    traces = max(0.0, jobs * runs * DAYS - FREE_TRACES) / 1e6 * TRACES_MILLION
    return {
        "metrics, classic": classic,
        "their log lines": gigabytes * EMF_BYTES * LOG_GB,
        "metrics, native": gigabytes * POINT_BYTES * NATIVE_GB,
        "with the exporter's default dimensions": tiered(7 * metric_months(jobs, runs)),
        "with the run id as a dimension": tiered(metric_months(jobs, runs, run_id=True)),
        "events": events,
        "traces": traces,
        "alarms, a heartbeat for each job": (jobs + 4 + 6) * ALARM,
        "dashboard": DASHBOARD,
    }


def money(dollars):
    return f"${dollars:,.0f}" if dollars >= 10 else f"${dollars:.2f}"


def table():
    columns = list(bill(1, 1))[:7]
    lines = ["| jobs | runs of each a day | " + " | ".join(columns) + " |", "|" + "---|" * (len(columns) + 2)]
    for jobs in (10, 50, 200, 1000):
        for runs in (1, 24, 1440):
            costs = bill(jobs, runs)
            lines.append(f"| {jobs:,} | {runs:,} | " + " | ".join(money(costs[c]) for c in columns) + " |")
    return "\n".join(lines)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--jobs", type=int)
    arguments.add_argument("--runs-per-day", type=float, default=24)
    arguments.add_argument("--update", metavar="FILE")
    arguments.add_argument("--check", metavar="FILE")
    given = arguments.parse_args()
    file = given.update or given.check
    if given.jobs:
        for item, dollars in bill(given.jobs, given.runs_per_day).items():
            print(f"{item:40} {dollars:10.2f}")
    elif file:
        path = pathlib.Path(file)
        before, rest = path.read_text().split("<!-- table -->\n")
        _, after = rest.split("<!-- /table -->")
        text = f"{before}<!-- table -->\n{table()}\n<!-- /table -->{after}"
        if given.check and text != path.read_text():
            sys.exit(f"{file} has another table than cloudwatch.py prints")
        path.write_text(text)
    else:
        print(table())


if __name__ == "__main__":
    main()
