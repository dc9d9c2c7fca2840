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
OF = 'deployment_environment_name=~"$environment", service_name=~"$service"'
JOB = OF + ', batch_job_name=~"$job"'
BY_JOB = "batch_job_group, batch_job_name"
JOB_LEGEND = "{{batch_job_group}} {{batch_job_name}}"


def quantile(q, histogram, by, match=OF):
    le = "le, " + by if by else "le"
    return f"histogram_quantile({q}, sum by ({le}) (rate({histogram}_bucket{{{match}}}[$__rate_interval])))"


def rate(counter, by, match=OF):
    return f"sum by ({by}) (rate({counter}{{{match}}}[$__rate_interval]))"


def average(histogram, by, match=OF):
    return f"{rate(histogram + '_sum', by, match)} / {rate(histogram + '_count', by, match)}"


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
            "service": ("service_name", 'deployment_environment_name=~"$environment"'),
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
    runs = "batch_job_runs_total"
    d.stat("Running now", f"sum(batch_job_active{{{OF}}})")
    d.stat("Runs", f"sum(increase({runs}{{{OF}}}[$__range]))", about="Runs that ended in the time shown.")
    d.stat("Wrong", f"sum(increase({runs}{{{OF}, {WRONG}}}[$__range]))", red_from=1, about="Failed, aborted, rejected or lost.")
    d.stat(
        "Success rate",
        f'sum(increase({runs}{{{OF}, batch_job_outcome="succeeded"}}[$__range]))'
        f' / sum(increase({runs}{{{OF}, batch_job_outcome!="skipped"}}[$__range]))',
        "percentunit",
        red_below=0.95,
        about="Of the runs that were not skipped.",
    )
    d.stat("Jobs", f"count(count by (service_name, batch_job_system, {BY_JOB}) ({runs}{{{OF}}}))")
    d.stat(
        "Longest without success",
        f"max(time() - batch_job_last_success_seconds{{{OF}}})",
        "s",
        about="Since the last success of the job that has waited longest.",
    )
    d.lines("Runs by outcome", f"sum by (batch_job_outcome) (increase({runs}{{{OF}}}[$__rate_interval]))", "{{batch_job_outcome}}", stacked=True)
    d.lines(
        "Failure rate per job",
        f"sum by ({BY_JOB}) (rate({runs}{{{OF}, {WRONG}}}[$__rate_interval])) / sum by ({BY_JOB}) (rate({runs}{{{OF}}}[$__rate_interval]))",
        JOB_LEGEND,
        "percentunit",
    )
    d.lines("Duration per job, p95", quantile(0.95, "batch_job_duration_seconds", BY_JOB), JOB_LEGEND, "s")
    d.lines("Running now", f"sum by ({BY_JOB}) (batch_job_active{{{OF}}})", JOB_LEGEND, stacked=True)
    d.lines("Errors by type", f"sum by (error_type) (increase(batch_job_errors_total{{{OF}}}[$__rate_interval]))", "{{error_type}}", stacked=True)
    d.lines("Started late, p95", quantile(0.95, "batch_job_lateness_seconds", BY_JOB), JOB_LEGEND, "s")
    by = f"service_name, {BY_JOB}"
    d.table(
        "Jobs",
        [
            ("wrong", "short", f"sum by ({by}) (increase({runs}{{{OF}, {WRONG}}}[$__range]))"),
            ("runs", "short", f"sum by ({by}) (increase({runs}{{{OF}}}[$__range]))"),
            ("mean", "s", f"sum by ({by}) (increase(batch_job_duration_seconds_sum{{{OF}}}[$__range])) / sum by ({by}) (increase(batch_job_duration_seconds_count{{{OF}}}[$__range]))"),
            ("p95", "s", f"histogram_quantile(0.95, sum by (le, {by}) (rate(batch_job_duration_seconds_bucket{{{OF}}}[$__range])))"),
            ("since success", "s", f"time() - max by ({by}) (batch_job_last_success_seconds{{{OF}}})"),
        ],
        [],
    )
    return d


def job():
    d = Dashboard("batchmon-job", "batchmon: one job", "One job: outcomes, durations, items, schedule.", ("environment", "service", "job"))
    runs = "batch_job_runs_total"
    d.stat("Running now", f"sum(batch_job_active{{{JOB}}})")
    d.stat("Runs", f"sum(increase({runs}{{{JOB}}}[$__range]))")
    d.stat("Wrong", f"sum(increase({runs}{{{JOB}, {WRONG}}}[$__range]))", red_from=1)
    d.stat("Since the last success", f"time() - max(batch_job_last_success_seconds{{{JOB}}})", "s")
    d.stat("Until the next run", f"min(batch_job_next_run_seconds{{{JOB}}} > time() or batch_job_next_run_seconds{{{JOB}}}) - time()", "s", about="Below zero: it should have started.")
    d.stat("p95", f"histogram_quantile(0.95, sum by (le) (rate(batch_job_duration_seconds_bucket{{{JOB}}}[$__range])))", "s")
    d.lines("Runs by outcome", f"sum by (batch_job_outcome) (increase({runs}{{{JOB}}}[$__rate_interval]))", "{{batch_job_outcome}}", stacked=True)
    d.lines(
        "Duration",
        [
            (quantile(0.5, "batch_job_duration_seconds", "", JOB), "median"),
            (quantile(0.95, "batch_job_duration_seconds", "", JOB), "p95"),
            (f"sum(rate(batch_job_duration_seconds_sum{{{JOB}}}[$__rate_interval])) / sum(rate(batch_job_duration_seconds_count{{{JOB}}}[$__rate_interval]))", "mean"),
        ],
        "",
        "s",
    )
    d.panel(
        "heatmap",
        "Durations",
        [(f"sum by (le) (increase(batch_job_duration_seconds_bucket{{{JOB}}}[$__rate_interval]))", "{{le}}")],
        "s",
        12,
        8,
        options={"calculate": False, "yAxis": {"unit": "s"}},
    )
    d.lines("Duration by outcome, mean", average("batch_job_duration_seconds", "batch_job_outcome", JOB), "{{batch_job_outcome}}", "s")
    d.lines("Items", f"sum by (batch_items_kind) (increase(batch_items_total{{{JOB}}}[$__rate_interval]))", "{{batch_items_kind}}", about="What the framework counted: read, written, filtered, skipped.")
    d.lines("Errors by type", f"sum by (error_type) (increase(batch_job_errors_total{{{JOB}}}[$__rate_interval]))", "{{error_type}}", stacked=True)
    d.lines("Started late", [(quantile(0.5, "batch_job_lateness_seconds", "", JOB), "median"), (quantile(0.95, "batch_job_lateness_seconds", "", JOB), "p95")], "", "s")
    d.lines("Running now", f"sum by (service_name) (batch_job_active{{{JOB}}})", "{{service_name}}", stacked=True)
    return d


def queues():
    d = Dashboard("batchmon-queues", "batchmon: executors and queues", "Thread pools: what waits, what works, what failed.", source="batch_queue_completed_total")
    by = "service_name, batch_queue_name"
    legend = "{{service_name}} {{batch_queue_name}}"
    d.stat("Waiting now", f"sum(batch_queue_waiting{{{OF}}})", width=6)
    d.stat("Running now", f"sum(batch_queue_active{{{OF}}})", width=6)
    d.stat("Ended", f"sum(increase(batch_queue_completed_total{{{OF}}}[$__range]))", width=6)
    d.stat("Threw", f"sum(increase(batch_queue_failed_total{{{OF}}}[$__range]))", width=6, red_from=1)
    d.lines("Waiting", f"sum by ({by}) (batch_queue_waiting{{{OF}}})", legend)
    d.lines("Running", f"sum by ({by}) (batch_queue_active{{{OF}}})", legend)
    d.lines("Ended per second", rate("batch_queue_completed_total", by), legend, "ops")
    d.lines("Threw per second", rate("batch_queue_failed_total", by), legend, "ops")
    d.lines(
        "Exceptions that nobody asked for",
        f"sum by ({by}) (increase(batch_queue_swallowed_total{{{OF}}}[$__rate_interval]))",
        legend,
        width=24,
        about="They stayed in a future: the task failed and nothing in the log says so.",
    )
    return d


def http():
    d = Dashboard("batchmon-http", "batchmon: HTTP", "Requests that were answered and calls that were made.", source="http_server_request_duration_seconds_count")
    server, client = "http_server_request_duration_seconds", "http_client_request_duration_seconds"
    route = "http_request_method, http_route"
    called = "http_request_method, server_address"
    bad = 'http_response_status_code=~"5.."'
    d.stat("Requests per second", f"sum(rate({server}_count{{{OF}}}[$__rate_interval]))", "reqps", 6)
    d.stat("Requests, p95", quantile(0.95, server, ""), "s", 6)
    d.stat("Calls per second", f"sum(rate({client}_count{{{OF}}}[$__rate_interval]))", "reqps", 6)
    d.stat("Calls, p95", quantile(0.95, client, ""), "s", 6)
    d.lines("Requests per second", rate(server + "_count", route), "{{http_request_method}} {{http_route}}", "reqps")
    d.lines("Requests, p95", quantile(0.95, server, route), "{{http_request_method}} {{http_route}}", "s")
    d.lines("Requests by status", rate(server + "_count", "http_response_status_code"), "{{http_response_status_code}}", "reqps", stacked=True)
    d.lines(
        "Requests answered 5xx",
        f"(sum by ({route}) (rate({server}_count{{{OF}, {bad}}}[$__rate_interval])) or 0 * sum by ({route}) (rate({server}_count{{{OF}}}[$__rate_interval])))"
        f" / sum by ({route}) (rate({server}_count{{{OF}}}[$__rate_interval]))",
        "{{http_request_method}} {{http_route}}",
        "percentunit",
    )
    d.lines("Calls per second", rate(client + "_count", called), "{{http_request_method}} {{server_address}}", "reqps")
    d.lines("Calls, p95", quantile(0.95, client, called), "{{http_request_method}} {{server_address}}", "s")
    d.lines("Calls by status", rate(client + "_count", "http_response_status_code, error_type"), "{{http_response_status_code}} {{error_type}}", "reqps", stacked=True)
    d.lines("Calls that failed", rate(client + "_count", "server_address, error_type", OF + ', error_type!=""'), "{{server_address}} {{error_type}}", "reqps")
    return d


def jdbc():
    operation, pool = "db_client_operation_duration_seconds", "db_client_connection_pool_name"
    d = Dashboard("batchmon-jdbc", "batchmon: SQL", "Statements by shape, slow ones, and the pools of connections.", source=operation + "_count")
    shape = "db_system_name, db_query_summary"
    legend = "{{db_query_summary}}"
    d.stat("Statements per second", f"sum(rate({operation}_count{{{OF}}}[$__rate_interval]))", "ops", 6)
    d.stat("p95", quantile(0.95, operation, ""), "s", 6)
    d.stat("Connections in use", f'sum(db_client_connection_count{{{OF}, db_client_connection_state="used"}})', width=6)
    d.stat("Waiting for one", f"sum(db_client_connection_pending_requests{{{OF}}})", width=6, red_from=1)
    d.lines("Statements per second", rate(operation + "_count", shape), legend, "ops")
    d.lines("p95", quantile(0.95, operation, shape), legend, "s")
    d.table(
        "Slowest statements",
        [
            ("mean", "s", f"topk(20, sum by ({shape}) (increase({operation}_sum{{{OF}}}[$__range])) / sum by ({shape}) (increase({operation}_count{{{OF}}}[$__range])))"),
            ("p95", "s", f"histogram_quantile(0.95, sum by (le, {shape}) (rate({operation}_bucket{{{OF}}}[$__range])))"),
            ("total", "s", f"sum by ({shape}) (increase({operation}_sum{{{OF}}}[$__range]))"),
            ("times", "short", f"sum by ({shape}) (increase({operation}_count{{{OF}}}[$__range]))"),
        ],
        [],
        about="By shape, without values. The text of a single slow statement is in its trace.",
    )
    d.lines("Statements that failed", rate(operation + "_count", "db_query_summary, error_type", OF + ', error_type!=""'), "{{db_query_summary}} {{error_type}}", "ops")
    d.lines("Time in the database", rate(operation + "_sum", "service_name, db_namespace"), "{{service_name}} {{db_namespace}}", about="Seconds per second: how many connections are busy with statements.")
    d.lines("Connections", f"sum by (service_name, {pool}, db_client_connection_state) (db_client_connection_count{{{OF}}})", f"{{{{service_name}}}} {{{{{pool}}}}} {{{{db_client_connection_state}}}}", stacked=True)
    d.lines("Most that a pool may have", f"max by (service_name, {pool}) (db_client_connection_max{{{OF}}})", f"{{{{service_name}}}} {{{{{pool}}}}}")
    d.lines("Wait for a connection, p95", quantile(0.95, "db_client_connection_wait_time_seconds", "service_name, " + pool), f"{{{{service_name}}}} {{{{{pool}}}}}", "s")
    d.lines("Use of a connection, p95", quantile(0.95, "db_client_connection_use_time_seconds", "service_name, " + pool), f"{{{{service_name}}}} {{{{{pool}}}}}", "s")
    return d


def jvm():
    d = Dashboard("batchmon-jvm", "batchmon: JVM and container", "CPU, memory, collections and threads of each JVM; CPU, memory and network of its container.", source="jvm_thread_count")
    where = "service_name, host_name"
    legend = "{{service_name}} {{host_name}}"
    d.stat("JVMs", f"count(count by (service_name, service_instance_id) (jvm_cpu_count{{{OF}}}))", width=6)
    d.stat("Processors used", f"sum(rate(jvm_cpu_time_seconds_total{{{OF}}}[$__rate_interval]))", width=6)
    d.stat("Heap used", f'sum(jvm_memory_used_bytes{{{OF}, jvm_memory_type="heap"}})', "bytes", 6)
    d.stat("Time in collections", f"sum(rate(jvm_gc_duration_seconds_sum{{{OF}}}[$__rate_interval])) / count(count by (service_name, service_instance_id) (jvm_cpu_count{{{OF}}}))", "percentunit", 6)
    d.lines("Container: processors used", f"sum by ({where}) (rate(container_cpu_time_seconds_total{{{OF}}}[$__rate_interval]))", legend)
    d.lines("Container: memory", [(f"sum by ({where}) (container_memory_working_set_bytes{{{OF}}})", legend + " working set"), (f"sum by ({where}) (container_memory_usage_bytes{{{OF}}})", legend + " with caches"), (f"sum by ({where}) (container_memory_usage_limit_bytes{{{OF}}})", legend + " limit")], "", "bytes")
    d.lines("Container: network", f"sum by ({where}, network_io_direction) (rate(container_network_io_bytes_total{{{OF}}}[$__rate_interval]))", legend + " {{network_io_direction}}", "Bps")
    d.lines("JVM: processors used", rate("jvm_cpu_time_seconds_total", where), legend)
    d.lines("JVM: share of its processors", f"max by ({where}) (jvm_cpu_recent_utilization_ratio{{{OF}}})", legend, "percentunit")
    d.lines("JVM: memory by type", f"sum by ({where}, jvm_memory_type) (jvm_memory_used_bytes{{{OF}}})", legend + " {{jvm_memory_type}}", "bytes")
    d.lines("JVM: heap that the last collection left, of its limit", f'sum by ({where}) (jvm_memory_used_after_last_gc_bytes{{{OF}, jvm_memory_type="heap"}}) / sum by ({where}) (jvm_memory_limit_bytes{{{OF}, jvm_memory_type="heap"}} > 0)', legend, "percentunit", about="What grows here from day to day leaks.")
    d.lines("JVM: collections, p95", quantile(0.95, "jvm_gc_duration_seconds", "service_name, jvm_gc_name"), "{{service_name}} {{jvm_gc_name}}", "s")
    d.lines("JVM: collections per minute", f"sum by (service_name, jvm_gc_name) (rate(jvm_gc_duration_seconds_count{{{OF}}}[$__rate_interval])) * 60", "{{service_name}} {{jvm_gc_name}}")
    d.lines("JVM: threads", f"sum by ({where}, jvm_thread_daemon) (jvm_thread_count{{{OF}}})", legend + " daemon: {{jvm_thread_daemon}}")
    d.lines("JVM: classes", f"sum by ({where}) (jvm_class_count{{{OF}}})", legend)
    d.lines("JVM: buffers outside the heap", f"sum by ({where}, jvm_buffer_pool_name) (jvm_buffer_memory_used_bytes{{{OF}}})", legend + " {{jvm_buffer_pool_name}}", "bytes")
    return d


def alerts():
    d = Dashboard("batchmon-alerts", "batchmon: alert health", "Whether alerts would arrive: rules, Alertmanager, the agents' and the collector's losses.")
    d.stat("Firing", 'count(ALERTS{alertname=~"Batch.*", alertstate="firing"})', width=6, red_from=1)
    d.stat("Alerts that Alertmanager has", 'sum(alertmanager_alerts{state="active"})', width=6)
    d.stat("Notifications that failed", "sum(increase(alertmanager_notifications_failed_total[$__range]))", width=6, red_from=1)
    d.stat("Rules that failed", "sum(increase(prometheus_rule_evaluation_failures_total[$__range]))", width=6, red_from=1)
    d.lines("Firing", 'sum by (alertname, service, job) (ALERTS{alertname=~"Batch.*", alertstate="firing"})', "{{alertname}} {{service}} {{job}}", stacked=True)
    d.lines("Notifications per minute", "sum by (integration) (rate(alertmanager_notifications_total[$__rate_interval])) * 60", "{{integration}}")
    d.lines("Notifications that failed", "sum by (integration) (rate(alertmanager_notifications_failed_total[$__rate_interval])) * 60", "{{integration}}")
    d.lines("Notification time, p95", "histogram_quantile(0.95, sum by (le, integration) (rate(alertmanager_notification_latency_seconds_bucket[$__rate_interval])))", "{{integration}}", "s")
    d.lines("Export requests of agents that failed", f"sum by (batchmon_signal, batchmon_reason) (increase(batchmon_export_failures_total{{{OF}}}[$__rate_interval]))", "{{batchmon_signal}} {{batchmon_reason}}")
    d.lines("Telemetry that agents gave up", f"sum by (batchmon_signal, batchmon_reason) (increase(batchmon_telemetry_dropped_total{{{OF}}}[$__rate_interval]))", "{{batchmon_signal}} {{batchmon_reason}}")
    d.lines("Advice that failed", f"sum by (batchmon_hook) (increase(batchmon_advice_failures_total{{{OF}}}[$__rate_interval]))", "{{batchmon_hook}}", about="A hook that met something it does not know. Its runs may be missing.")
    d.lines("Seconds since an agent was heard", "time() - max by (service_name) (timestamp(batch_job_runs_total))", "{{service_name}}", "s", about="Grows where the collector holds no series of a service any more.")
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
