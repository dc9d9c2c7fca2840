#!/usr/bin/env python3
"""Writes the dashboards of this folder, for Grafana and CloudWatch: one line here is one panel there.

usage: generate.py            writes *.json beside this file
       generate.py --check    exit code 1 where a file is not what would be written
"""

import json
import pathlib
import sys

HERE = pathlib.Path(__file__).parent
DATASOURCE = {"type": "prometheus", "uid": "${datasource}"}
WRONG = 'batch_job_outcome=~"failed|aborted|rejected|lost"'
# What jobs did outlives their JVMs and has labels of its own; what a JVM says of itself is told apart by job (the service) and
# instance, and target_info knows the rest (../config/local.yaml).
OF = 'deployment_environment_name=~"$environment", job=~"$service"'
JOB = OF + ', batch_job_name=~"$job"'
OF_INSTANCE = 'job=~"$service"'
HERE_ONLY = ' and on (job, instance) target_info{deployment_environment_name=~"$environment"}'
BY_JOB = "batch_job_group, batch_job_name"
JOB_LEGEND = "{{batch_job_group}} {{batch_job_name}}"


def sum_by(by, expression):
    return f"sum by ({by}) ({expression})" if by else f"sum({expression})"


def now(gauge, match=""):
    """Of each JVM."""
    return f"{gauge}{{{with_match(OF_INSTANCE, match)}}}{HERE_ONLY}"


def change(metric, match="", function="rate", over="$__rate_interval"):
    """Of each JVM."""
    return f"{function}({metric}{{{with_match(OF_INSTANCE, match)}}}[{over}]){HERE_ONLY}"


def with_match(match, more):
    return f"{match}, {more}" if more else match


def of_jobs(metric, match=OF, function="rate", over="$__rate_interval"):
    return f"{function}({metric}{{{match}}}[{over}])"


def quantile(q, histogram, by):
    """Durations are native histograms: there are no buckets to sum by."""
    return f"histogram_quantile({q}, {sum_by(by, histogram)})"


def count(histogram, by):
    return f"histogram_count({sum_by(by, histogram)})"


def total(histogram, by):
    return f"histogram_sum({sum_by(by, histogram)})"


def mean(histogram, by):
    return f"{total(histogram, by)} / {count(histogram, by)}"


class Dashboard:
    def __init__(self, uid, title, about, variables=("environment", "service"), source="batch_job_runs_total"):
        self.uid, self.title, self.about = uid, title, about
        self.variables, self.source = variables, source
        self.panels, self.x, self.y, self.row_height = [], 0, 0, 0

    def place(self, width, height):
        if self.x + width > 24:
            self.x, self.y = 0, self.y + self.row_height
            self.row_height = 0
        at = {"x": self.x, "y": self.y, "w": width, "h": height}
        self.x += width
        self.row_height = max(self.row_height, height)
        return at

    def panel(self, kind, title, queries, unit, width, height, about="", **more):
        targets = []
        for i, (expr, legend) in enumerate(queries):
            target = {"refId": chr(65 + i), "datasource": DATASOURCE, "expr": expr, "legendFormat": legend}
            if kind in ("stat", "table", "bargauge"):
                target["instant"] = True
            if kind == "table":
                target["format"] = "table"
            if kind == "heatmap":
                target["format"] = "heatmap"
            targets.append(target)
        panel = {
            "id": len(self.panels) + 1,
            "type": kind,
            "title": title,
            "description": about,
            "datasource": DATASOURCE,
            "gridPos": self.place(width, height),
            "targets": targets,
            "fieldConfig": {"defaults": {"unit": unit}, "overrides": []},
            "options": {},
        }
        panel.update(more)
        self.panels.append(panel)

    def stat(self, title, expr, unit="short", width=4, about="", red_from=None, red_below=None):
        self.panel("stat", title, [(expr, "")], unit, width, 4, about)
        steps = [{"color": "green", "value": None}]
        if red_from is not None:
            steps.append({"color": "red", "value": red_from})
        if red_below is not None:
            steps = [{"color": "red", "value": None}, {"color": "green", "value": red_below}]
        self.panels[-1]["fieldConfig"]["defaults"]["thresholds"] = {"mode": "absolute", "steps": steps}
        self.panels[-1]["options"] = {"reduceOptions": {"calcs": ["lastNotNull"]}, "colorMode": "value"}

    def lines(self, title, expr, legend, unit="short", width=12, height=8, about="", stacked=False):
        queries = expr if isinstance(expr, list) else [(expr, legend)]
        self.panel("timeseries", title, queries, unit, width, height, about)
        custom = {"lineWidth": 1, "fillOpacity": 10, "showPoints": "auto", "spanNulls": True}
        if stacked:
            custom["stacking"] = {"mode": "normal"}
        self.panels[-1]["fieldConfig"]["defaults"]["custom"] = custom
        self.panels[-1]["fieldConfig"]["defaults"]["min"] = 0
        self.panels[-1]["options"] = {"legend": {"displayMode": "table", "placement": "bottom", "calcs": ["lastNotNull", "max"]}}

    def table(self, title, columns, hidden, width=24, height=10, about=""):
        """Columns: (name, unit, query); joined on their labels."""
        self.panel("table", title, [(query, "") for _, _, query in columns], "short", width, height, about)
        panel = self.panels[-1]
        panel["transformations"] = [
            {"id": "merge", "options": {}},
            {
                "id": "organize",
                "options": {
                    "excludeByName": {name: True for name in ["Time", *hidden]},
                    "renameByName": {f"Value #{chr(65 + i)}": name for i, (name, _, _) in enumerate(columns)},
                },
            },
        ]
        panel["fieldConfig"]["overrides"] = [
            {"matcher": {"id": "byName", "options": name}, "properties": [{"id": "unit", "value": unit}]}
            for name, unit, _ in columns
        ]
        panel["options"] = {"sortBy": [{"displayName": columns[0][0], "desc": True}]}

    def variable(self, name):
        label, match = {
            "environment": ("deployment_environment_name", ""),
            "service": ("job", 'deployment_environment_name=~"$environment"'),
            "job": ("batch_job_name", OF),
        }[name]
        query = f"label_values({self.source}{{{match}}}, {label})"
        return {
            "name": name,
            "type": "query",
            "datasource": DATASOURCE,
            "query": {"query": query, "refId": "A"},
            "definition": query,
            "refresh": 2,
            "sort": 1,
            "multi": True,
            "includeAll": True,
            "allValue": ".*",
            "current": {"selected": True, "text": "All", "value": "$__all"},
        }

    def json(self):
        return {
            "uid": self.uid,
            "title": self.title,
            "description": self.about,
            "tags": ["batchmon"],
            "schemaVersion": 39,
            "version": 1,
            "editable": True,
            "graphTooltip": 1,
            "refresh": "1m",
            "time": {"from": "now-24h", "to": "now"},
            "timezone": "browser",
            "links": [{"type": "dashboards", "tags": ["batchmon"], "title": "batchmon", "asDropdown": True, "keepTime": True, "includeVars": True}],
            "templating": {
                "list": [
                    {"name": "datasource", "type": "datasource", "query": "prometheus", "current": {}},
                    *[self.variable(name) for name in self.variables],
                ]
            },
            "annotations": {"list": []},
            "panels": self.panels,
        }


def overview():
    d = Dashboard("batchmon-overview", "batchmon: jobs", "All jobs: what runs, what fails, what takes long.")
    runs, duration = "batch_job_runs_total", "batch_job_duration_seconds"
    wrong = f"{OF}, {WRONG}"
    d.stat("Running now", sum_by("", now("batch_job_active")))
    d.stat("Runs", sum_by("", of_jobs(runs, OF, "increase", "$__range")), about="Runs that ended in the time shown.")
    d.stat("Wrong", sum_by("", of_jobs(runs, wrong, "increase", "$__range")), red_from=1, about="Failed, aborted, rejected or lost.")
    d.stat(
        "Success rate",
        sum_by("", of_jobs(runs, OF + ', batch_job_outcome="succeeded"', "increase", "$__range"))
        + " / "
        + sum_by("", of_jobs(runs, OF + ', batch_job_outcome!="skipped"', "increase", "$__range")),
        "percentunit",
        red_below=0.95,
        about="Of the runs that were not skipped.",
    )
    d.stat("Jobs", f"count(count by (job, batch_job_system, {BY_JOB}) ({runs}{{{OF}}}))")
    d.stat(
        "Longest without success",
        f"max(time() - batch_job_last_success_seconds{{{OF}}})",
        "s",
        about="Since the last success of the job that has waited longest.",
    )
    d.lines("Runs by outcome", sum_by("batch_job_outcome", of_jobs(runs, OF, "increase")), "{{batch_job_outcome}}", stacked=True)
    d.lines("Failure rate per job", sum_by(BY_JOB, of_jobs(runs, wrong)) + " / " + sum_by(BY_JOB, of_jobs(runs)), JOB_LEGEND, "percentunit")
    d.lines("Duration per job, p95", quantile(0.95, of_jobs(duration), BY_JOB), JOB_LEGEND, "s")
    d.lines("Running now", sum_by(BY_JOB, now("batch_job_active")), JOB_LEGEND, stacked=True)
    d.lines("Errors by type", sum_by("error_type", of_jobs("batch_job_errors_total", OF, "increase")), "{{error_type}}", stacked=True)
    d.lines("Started late, p95", quantile(0.95, of_jobs("batch_job_lateness_seconds"), BY_JOB), JOB_LEGEND, "s")
    by = f"job, {BY_JOB}"
    ranged = of_jobs(duration, OF, "increase", "$__range")
    d.table(
        "Jobs",
        [
            ("wrong", "short", sum_by(by, of_jobs(runs, wrong, "increase", "$__range"))),
            ("runs", "short", sum_by(by, of_jobs(runs, OF, "increase", "$__range"))),
            ("mean", "s", mean(ranged, by)),
            ("p95", "s", quantile(0.95, ranged, by)),
            ("since success", "s", f"time() - max by ({by}) (batch_job_last_success_seconds{{{OF}}})"),
        ],
        [],
    )
    return d


def job():
    d = Dashboard("batchmon-job", "batchmon: one job", "One job: outcomes, durations, items, schedule.", ("environment", "service", "job"))
    runs, duration, late = "batch_job_runs_total", of_jobs("batch_job_duration_seconds", JOB), of_jobs("batch_job_lateness_seconds", JOB)
    here = now("batch_job_active", 'batch_job_name=~"$job"')
    d.stat("Running now", sum_by("", here))
    d.stat("Runs", sum_by("", of_jobs(runs, JOB, "increase", "$__range")))
    d.stat("Wrong", sum_by("", of_jobs(runs, f"{JOB}, {WRONG}", "increase", "$__range")), red_from=1)
    d.stat("Since the last success", f"time() - max(batch_job_last_success_seconds{{{JOB}}})", "s")
    d.stat("Until the next run", f"min(batch_job_next_run_seconds{{{JOB}}}) - time()", "s", about="Below zero: it should have started.")
    d.stat("p95", quantile(0.95, of_jobs("batch_job_duration_seconds", JOB, "increase", "$__range"), ""), "s")
    d.lines("Runs by outcome", sum_by("batch_job_outcome", of_jobs(runs, JOB, "increase")), "{{batch_job_outcome}}", stacked=True)
    d.lines("Duration", [(quantile(0.5, duration, ""), "median"), (quantile(0.95, duration, ""), "p95"), (mean(duration, ""), "mean")], "", "s")
    d.panel("heatmap", "Durations", [(sum_by("", of_jobs("batch_job_duration_seconds", JOB, "increase")), "")], "s", 12, 8, options={"calculate": False, "yAxis": {"unit": "s"}})
    d.lines("Duration by outcome, mean", mean(duration, "batch_job_outcome"), "{{batch_job_outcome}}", "s")
    d.lines("Items", sum_by("batch_items_kind", of_jobs("batch_items_total", JOB, "increase")), "{{batch_items_kind}}", about="What the framework counted: read, written, filtered, skipped.")
    d.lines("Errors by type", sum_by("error_type", of_jobs("batch_job_errors_total", JOB, "increase")), "{{error_type}}", stacked=True)
    d.lines("Started late", [(quantile(0.5, late, ""), "median"), (quantile(0.95, late, ""), "p95")], "", "s")
    d.lines("Running now", sum_by("job, instance", here), "{{job}} {{instance}}", stacked=True)
    return d


def queues():
    d = Dashboard("batchmon-queues", "batchmon: executors and queues", "Thread pools: what waits, what works, what failed.", source="target_info")
    by, legend = "job, batch_queue_name", "{{job}} {{batch_queue_name}}"
    d.stat("Waiting now", sum_by("", now("batch_queue_waiting")), width=6)
    d.stat("Running now", sum_by("", now("batch_queue_active")), width=6)
    d.stat("Ended", sum_by("", change("batch_queue_completed_total", "", "increase", "$__range")), width=6)
    d.stat("Threw", sum_by("", change("batch_queue_failed_total", "", "increase", "$__range")), width=6, red_from=1)
    d.lines("Waiting", sum_by(by, now("batch_queue_waiting")), legend)
    d.lines("Running", sum_by(by, now("batch_queue_active")), legend)
    d.lines("Ended per second", sum_by(by, change("batch_queue_completed_total")), legend, "ops")
    d.lines("Threw per second", sum_by(by, change("batch_queue_failed_total")), legend, "ops")
    d.lines(
        "Exceptions that nobody asked for",
        sum_by(by, change("batch_queue_swallowed_total", "", "increase")),
        legend,
        width=24,
        about="They stayed in a future: the task failed and nothing in the log says so.",
    )
    return d


def http():
    d = Dashboard("batchmon-http", "batchmon: HTTP", "Requests that were answered and calls that were made.", source="target_info")
    server, client = change("http_server_request_duration_seconds"), change("http_client_request_duration_seconds")
    route, called = "http_request_method, http_route", "http_request_method, server_address"
    route_legend, called_legend = "{{http_request_method}} {{http_route}}", "{{http_request_method}} {{server_address}}"
    bad = change("http_server_request_duration_seconds", 'http_response_status_code=~"5.."')
    d.stat("Requests per second", count(server, ""), "reqps", 6)
    d.stat("Requests, p95", quantile(0.95, server, ""), "s", 6)
    d.stat("Calls per second", count(client, ""), "reqps", 6)
    d.stat("Calls, p95", quantile(0.95, client, ""), "s", 6)
    d.lines("Requests per second", count(server, route), route_legend, "reqps")
    d.lines("Requests, p95", quantile(0.95, server, route), route_legend, "s")
    d.lines("Requests by status", count(server, "http_response_status_code"), "{{http_response_status_code}}", "reqps", stacked=True)
    d.lines("Requests answered 5xx", f"({count(bad, route)} or 0 * {count(server, route)}) / {count(server, route)}", route_legend, "percentunit")
    d.lines("Calls per second", count(client, called), called_legend, "reqps")
    d.lines("Calls, p95", quantile(0.95, client, called), called_legend, "s")
    d.lines("Calls by status", count(client, "http_response_status_code, error_type"), "{{http_response_status_code}} {{error_type}}", "reqps", stacked=True)
    d.lines("Calls that failed", count(change("http_client_request_duration_seconds", 'error_type!=""'), "server_address, error_type"), "{{server_address}} {{error_type}}", "reqps")
    return d


def jdbc():
    d = Dashboard("batchmon-jdbc", "batchmon: SQL", "Statements by shape, slow ones, and the pools of connections.", source="target_info")
    name, pool = "db_client_operation_duration_seconds", "job, db_client_connection_pool_name"
    statements, ranged = change(name), change(name, "", "increase", "$__range")
    shape, legend, pool_legend = "db_system_name, db_query_summary", "{{db_query_summary}}", "{{job}} {{db_client_connection_pool_name}}"
    d.stat("Statements per second", count(statements, ""), "ops", 6)
    d.stat("p95", quantile(0.95, statements, ""), "s", 6)
    d.stat("Connections in use", sum_by("", now("db_client_connection_count", 'db_client_connection_state="used"')), width=6)
    d.stat("Waiting for one", sum_by("", now("db_client_connection_pending_requests")), width=6, red_from=1)
    d.lines("Statements per second", count(statements, shape), legend, "ops")
    d.lines("p95", quantile(0.95, statements, shape), legend, "s")
    d.table(
        "Slowest statements",
        [
            ("mean", "s", f"topk(20, {mean(ranged, shape)})"),
            ("p95", "s", quantile(0.95, ranged, shape)),
            ("total", "s", total(ranged, shape)),
            ("times", "short", count(ranged, shape)),
        ],
        [],
        about="By shape, without values. The text of a single slow statement is in its trace.",
    )
    d.lines("Statements that failed", count(change(name, 'error_type!=""'), "db_query_summary, error_type"), "{{db_query_summary}} {{error_type}}", "ops")
    d.lines("Time in the database", total(statements, "job, db_namespace"), "{{job}} {{db_namespace}}", about="Seconds per second: how many connections are busy with statements.")
    d.lines("Connections", sum_by(pool + ", db_client_connection_state", now("db_client_connection_count")), pool_legend + " {{db_client_connection_state}}", stacked=True)
    d.lines("Most that a pool may have", sum_by(pool, now("db_client_connection_max")), pool_legend)
    d.lines("Wait for a connection, p95", quantile(0.95, change("db_client_connection_wait_time_seconds"), pool), pool_legend, "s")
    d.lines("Connections refused", sum_by(pool, change("db_client_connection_timeouts_total", "", "increase")), pool_legend, about="Nobody gave one back in time.")
    return d


def jvm():
    d = Dashboard("batchmon-jvm", "batchmon: JVM and container", "CPU, memory, collections and threads of each JVM; CPU, memory and network of its container.", source="target_info")
    by, legend = "job, host_name", "{{job}} {{host_name}}"

    def where(expression):
        """With the name of the host, which in a container is the container's."""
        return expression.replace(HERE_ONLY, ' * on (job, instance) group_left (host_name) target_info{deployment_environment_name=~"$environment"}')

    collections = change("jvm_gc_duration_seconds")
    heap = 'jvm_memory_type="heap"'
    jvms = f"count({now('jvm_cpu_count')})"
    d.stat("JVMs", jvms, width=6)
    d.stat("Processors used", sum_by("", change("jvm_cpu_time_seconds_total")), width=6)
    d.stat("Heap used", sum_by("", now("jvm_memory_used_bytes", heap)), "bytes", 6)
    d.stat("Time in collections", f"{total(collections, '')} / {jvms}", "percentunit", 6)
    d.lines("Container: processors used", sum_by(by, where(change("container_cpu_time_seconds_total"))), legend)
    d.lines(
        "Container: memory",
        [
            (sum_by(by, where(now("container_memory_working_set_bytes"))), legend + " working set"),
            (sum_by(by, where(now("container_memory_usage_bytes"))), legend + " with caches"),
            (sum_by(by, where(now("container_memory_usage_limit_bytes"))), legend + " limit"),
        ],
        "",
        "bytes",
    )
    d.lines("Container: network", sum_by(by + ", network_io_direction", where(change("container_network_io_bytes_total"))), legend + " {{network_io_direction}}", "Bps")
    d.lines("JVM: processors used", sum_by(by, where(change("jvm_cpu_time_seconds_total"))), legend)
    d.lines("JVM: share of its processors", sum_by(by, where(now("jvm_cpu_recent_utilization_ratio"))), legend, "percentunit")
    d.lines("JVM: memory by type", sum_by(by + ", jvm_memory_type", where(now("jvm_memory_used_bytes"))), legend + " {{jvm_memory_type}}", "bytes")
    d.lines("JVM: heap that the last collection left", sum_by(by, where(now("jvm_memory_used_after_last_gc_bytes", heap))), legend, "bytes", about="What grows here from day to day leaks.")
    d.lines("JVM: collections, p95", quantile(0.95, collections, "job, jvm_gc_name"), "{{job}} {{jvm_gc_name}}", "s")
    d.lines("JVM: collections per minute", f"60 * {count(collections, 'job, jvm_gc_name')}", "{{job}} {{jvm_gc_name}}")
    d.lines("JVM: threads", sum_by(by + ", jvm_thread_daemon", where(now("jvm_thread_count"))), legend + " daemon: {{jvm_thread_daemon}}")
    d.lines("JVM: classes", sum_by(by, where(now("jvm_class_count"))), legend)
    d.lines("JVM: buffers outside the heap", sum_by(by + ", jvm_buffer_pool_name", where(now("jvm_buffer_memory_used_bytes"))), legend + " {{jvm_buffer_pool_name}}", "bytes")
    return d


def alerts():
    d = Dashboard("batchmon-alerts", "batchmon: alert health", "Whether alerts would arrive: rules, Alertmanager, the agents' and the collector's losses.")
    d.stat("Firing", 'count(ALERTS{alertname=~"Batch.*", alertstate="firing"})', width=6, red_from=1)
    d.stat("Alerts that Alertmanager has", 'sum(alertmanager_alerts{state="active"})', width=6)
    d.stat("Notifications that failed", "sum(increase(alertmanager_notifications_failed_total[$__range]))", width=6, red_from=1)
    d.stat("Rules that failed", "sum(increase(prometheus_rule_evaluation_failures_total[$__range]))", width=6, red_from=1)
    d.lines("Firing", 'sum by (alertname, service, job) (ALERTS{alertname=~"Batch.*", alertstate="firing"})', "{{alertname}} {{service}} {{job}}", stacked=True)
    d.lines("Notifications per minute", "60 * sum by (integration) (rate(alertmanager_notifications_total[$__rate_interval]))", "{{integration}}")
    d.lines("Notifications that failed, per minute", "60 * sum by (integration) (rate(alertmanager_notifications_failed_total[$__rate_interval]))", "{{integration}}")
    d.lines("Notification time, p95", "histogram_quantile(0.95, sum by (le, integration) (rate(alertmanager_notification_latency_seconds_bucket[$__rate_interval])))", "{{integration}}", "s")
    d.lines("Export requests of agents that failed", sum_by("job, batchmon_signal, batchmon_reason", change("batchmon_export_failures_total", "", "increase")), "{{job}} {{batchmon_signal}} {{batchmon_reason}}")
    d.lines("Telemetry that agents gave up", sum_by("job, batchmon_signal, batchmon_reason", change("batchmon_telemetry_dropped_total", "", "increase")), "{{job}} {{batchmon_signal}} {{batchmon_reason}}")
    d.lines("Advice that failed", sum_by("job, batchmon_hook", change("batchmon_advice_failures_total", "", "increase")), "{{job}} {{batchmon_hook}}", about="A hook that met something it does not know. Its runs may be missing.")
    d.lines(
        "What the collector gave up",
        'sum by (exporter, __name__) ({__name__=~"otelcol_exporter_(send|enqueue)_failed_(spans|metric_points|log_records).*"})',
        "{{exporter}} {{__name__}}",
        about="Since it was started.",
    )
    d.lines("What the collector took and passed on", [(f'sum(rate({{__name__=~"otelcol_{what}(_total)?"}}[$__rate_interval]))', what.replace("_", " ")) for what in ("receiver_accepted_spans", "exporter_sent_spans", "receiver_accepted_metric_points", "exporter_sent_metric_points", "receiver_accepted_log_records", "exporter_sent_log_records")], "", "ops")
    return d


def cloudwatch():
    """NAMESPACE, SERVICE, REGION, ACCOUNT_ID and ENVIRONMENT are filled in by ../deploy/setup-aws.sh."""
    widgets, y = [], 0

    def add(kind, properties, width=12, height=6):
        nonlocal y
        x = 0
        if widgets and widgets[-1]["y"] == y and widgets[-1]["x"] + widgets[-1]["width"] + width <= 24:
            x = widgets[-1]["x"] + widgets[-1]["width"]
        elif widgets:
            y = widgets[-1]["y"] + widgets[-1]["height"]
        widgets.append({"type": kind, "x": x, "y": y, "width": width, "height": height, "properties": properties})

    def graph(title, metrics, stat, **more):
        add("metric", {"title": title, "region": "REGION", "view": "timeSeries", "period": 300, "stat": stat, "metrics": metrics, **more})

    def search(metric, dimensions, stat):
        names = ",".join(f'"{name}"' for name in dimensions)
        expression = f"SEARCH('{{NAMESPACE,{names}}} MetricName=\"{metric}\" \"service.name\"=\"SERVICE\"', '{stat}')"
        return [[{"expression": expression, "id": "e1"}]]

    def outcome(word, **more):
        return ["NAMESPACE", "batch.job.runs", "service.name", "SERVICE", "batch.job.outcome", word, {"label": word, "id": word, **more}]

    job = ("service.name", "batch.job.name")
    add("alarm", {"title": "Alarms", "alarms": [f"arn:aws:cloudwatch:REGION:ACCOUNT_ID:alarm:batchmon-ENVIRONMENT-SERVICE-{name}" for name in ("failed", "failure-rate")]}, 24, 2)
    graph("Runs by outcome", [outcome(word) for word in ("succeeded", "failed", "aborted", "rejected", "lost", "skipped", "stopped")], "Sum", stacked=True)
    wrong = "FILL(failed,0)+FILL(aborted,0)+FILL(rejected,0)+FILL(lost,0)"
    graph(
        "Runs that went wrong, %",
        [[{"expression": f"100*({wrong})/({wrong}+FILL(succeeded,0))", "label": "%", "id": "rate"}]]
        + [outcome(word, visible=False) for word in ("succeeded", "failed", "aborted", "rejected", "lost")],
        "Sum",
        yAxis={"left": {"min": 0, "max": 100}},
    )
    graph("Duration, p95, s", search("batch.job.duration", job, "p95"), "p95")
    graph("Running now", search("batch.job.active", job, "Maximum"), "Maximum")
    graph("Attempts that failed", search("batch.job.errors", job, "Sum"), "Sum")
    graph("Started late, p95, s", search("batch.job.lateness", job, "p95"), "p95")
    graph("Tasks that wait in pools", search("batch.queue.waiting", ("service.name", "batch.queue.name"), "Maximum"), "Maximum")
    graph("Tasks that threw", search("batch.queue.failed", ("service.name", "batch.queue.name"), "Sum"), "Sum")
    graph("Requests, p95, s", search("http.server.request.duration", ("service.name", "http.route"), "p95"), "p95")
    graph("Requests", search("http.server.request.duration", ("service.name", "http.route"), "SampleCount"), "SampleCount")
    add(
        "log",
        {
            "title": "Runs that went wrong",
            "region": "REGION",
            "view": "table",
            "query": "SOURCE '/batchmon/events' | fields @timestamp, @message"
            ' | filter @message like /"batch\\.job\\.outcome":"(failed|aborted|rejected|lost)"/ | sort @timestamp desc | limit 20',
        },
        24,
    )
    return {"start": "-PT24H", "periodOverride": "inherit", "widgets": widgets}


DASHBOARDS = [overview, job, queues, http, jdbc, jvm, alerts]


def main():
    files = {"cloudwatch": cloudwatch()}
    for build in DASHBOARDS:
        dashboard = build()
        files[dashboard.uid.removeprefix("batchmon-")] = dashboard.json()
    stale = []
    for name, content in files.items():
        path = HERE / (name + ".json")
        text = json.dumps(content, indent=2) + "\n"
        if sys.argv[1:] == ["--check"]:
            if not path.exists() or path.read_text() != text:
                stale.append(path.name)
        else:
            path.write_text(text)
    if stale:
        sys.exit(f"not what generate.py writes: {', '.join(stale)}")


if __name__ == "__main__":
    main()
