package io.batchmon.agent.telemetry;

/** Every name that leaves by OTLP. Users build alarms on them: treat them as an API. */
public final class TelemetryNames {
  private TelemetryNames() {}

  /** The instrumentation scope of everything below. */
  public static final String SCOPE = "io.batchmon";

  // What a run is

  /** The job's name, without its group; also on the calls that it makes. */
  public static final String JOB_NAME = "batch.job.name";

  /** The framework's own grouping; absent where it has none. */
  public static final String JOB_GROUP = "batch.job.group";

  /** The scheduling system, such as {@code quartz} or {@code main}. */
  public static final String JOB_SYSTEM = "batch.job.system";

  /** The name of a step; the job's attributes are then those of the job around it. */
  public static final String STEP_NAME = "batch.step.name";

  /** Our id of the run, the same for all its attempts. */
  public static final String RUN_ID = "batch.job.run.id";

  /** The framework's own id of this piece of work. */
  public static final String INSTANCE_ID = "batch.job.instance.id";

  /** 1 for the first attempt. */
  public static final String ATTEMPT = "batch.job.attempt";

  /** How the run ended: succeeded, failed, stopped, skipped, rejected, aborted, lost. */
  public static final String OUTCOME = "batch.job.outcome";

  /** Why, in words, where there is no exception. */
  public static final String REASON = "batch.job.reason";

  /** The framework's own word for the state, verbatim. */
  public static final String STATUS = "batch.job.status";

  /** The framework's or the process's exit code, verbatim. */
  public static final String EXIT_CODE = "batch.job.exit_code";

  /** When the run should have started, in epoch milliseconds. */
  public static final String SCHEDULED_TIME = "batch.job.scheduled_time";

  /** Seconds late; on spans and events, and the histogram of that name. */
  public static final String LATENESS = "batch.job.lateness";

  /** Seconds from being handed over, as to a pool, to the start. */
  public static final String QUEUE_TIME = "batch.job.queue_time";

  /** CPU seconds of the run's threads; absent where it was not measured. */
  public static final String CPU_TIME = "batch.job.cpu_time";

  /** Bytes that the run's threads allocated; absent where it was not measured. */
  public static final String ALLOCATED = "batch.job.allocated";

  /** What the framework counted: read, written, filtered, skipped, commits, rollbacks. */
  public static final String ITEMS = "batch.items";

  /** Which items a point of the metric counts. */
  public static final String ITEMS_KIND = "batch.items.kind";

  /**
   * Whether the failure ended the schedule, so that the job never runs again; present only if so.
   */
  public static final String SCHEDULE_DIED = "batch.job.schedule_died";

  /** Of an alert: failed, aborted, lost, rejected, missed, schedule_died, digest, notice. */
  public static final String ALERT_KIND = "batch.alert.kind";

  /** Of an alert: info, warning, error, critical. */
  public static final String ALERT_SEVERITY = "batch.alert.severity";

  /** Why there was a message, or none: first_failure, repeated, held, recovered, ... */
  public static final String ALERT_REASON = "batch.alert.reason";

  /** Whether there was a message. */
  public static final String ALERT_TOLD = "batch.alert.told";

  /** The same for all alerts of one incident, in any JVM. */
  public static final String ALERT_INCIDENT = "batch.alert.incident";

  /** Failures of the incident so far. */
  public static final String ALERT_FAILURES = "batch.alert.failures";

  /** Which channels have taken the message. */
  public static final String ALERT_CHANNELS = "batch.alert.channels";

  /** Decisions before this one for which there is no event, as there were too many. */
  public static final String ALERT_PASSED_OVER = "batch.alert.passed_over";

  /** The name of the trigger. */
  public static final String TRIGGER = "batch.job.trigger";

  /** The schedule's expression. */
  public static final String SCHEDULE = "batch.job.schedule";

  /** Whether another attempt of the same run follows; present only if so. */
  public static final String RETRIED = "batch.job.retried";

  /** The class name of the root cause, or a word where nothing was thrown. */
  public static final String ERROR_TYPE = "error.type";

  /** The span event of a failure; its attributes are those of the root cause. */
  public static final String EXCEPTION = "exception";

  /** The root cause's class name. */
  public static final String EXCEPTION_TYPE = "exception.type";

  /** The root cause's message, redacted. */
  public static final String EXCEPTION_MESSAGE = "exception.message";

  /** The whole stack trace with its causes, redacted. */
  public static final String EXCEPTION_STACKTRACE = "exception.stacktrace";

  /** The class and method that do the work. */
  public static final String CODE_FUNCTION = "code.function.name";

  /** The thread that began the run; on spans only. */
  public static final String THREAD_NAME = "thread.name";

  // What a run did with databases, itself and in the runs inside it; absent where it did nothing

  /** Statements, each batch as one, without commits and rollbacks. */
  public static final String SQL_COUNT = "batch.sql.count";

  /** Seconds in the driver, commits and rollbacks included, added up over threads. */
  public static final String SQL_DURATION = "batch.sql.duration";

  /** Rows that were changed, so far as drivers say. */
  public static final String SQL_ROWS = "batch.sql.rows";

  /** Statements that failed. */
  public static final String SQL_ERRORS = "batch.sql.errors";

  /** Statements that took long; also the name of the span event of each of the first ones. */
  public static final String SQL_SLOW = "batch.sql.slow";

  /** Transactions committed. */
  public static final String SQL_COMMITS = "batch.sql.commits";

  /** Transactions rolled back, not counting those to a savepoint. */
  public static final String SQL_ROLLBACKS = "batch.sql.rollbacks";

  /** Connections that pools lent to the run. */
  public static final String SQL_CONNECTIONS = "batch.sql.connections.used";

  /** Those that were not back in their pool when the run ended. */
  public static final String SQL_LEAKED = "batch.sql.connections.leaked";

  /** How often a pool gave none. */
  public static final String SQL_REFUSED = "batch.sql.connections.refused";

  /** Seconds waited for connections, added up over threads. */
  public static final String SQL_WAIT = "batch.sql.connections.wait";

  /** Of a request: statements that are no spans of their own, as there were too many. */
  public static final String SQL_LEFT_OUT = "batch.sql.spans_left_out";

  /** The SQLState of the failure. */
  public static final String SQL_STATE = "batch.sql.state";

  /** The database's own number for it. */
  public static final String SQL_VENDOR_CODE = "batch.sql.vendor_code";

  /** The span event of the statements of one shape; its attributes are those below. */
  public static final String EVENT_SQL = "batch.sql";

  /** The span event of all statements that are in none of those. */
  public static final String EVENT_SQL_OTHERS = "batch.sql.others";

  /** The longest of them but for one in twenty; s. */
  public static final String SQL_P95 = "batch.sql.p95";

  /** The longest of them; s. */
  public static final String SQL_SLOWEST = "batch.sql.slowest";

  /** How many statements a batch had on average. */
  public static final String SQL_BATCH_SIZE = "batch.sql.batch_size";

  /** The SQLState and vendor code, {@code 23505/1062}, that most of them failed with. */
  public static final String SQL_ERROR = "batch.sql.error";

  // What a request or a call is, by OpenTelemetry's conventions

  /** One of the known methods, or {@code _OTHER}. */
  public static final String HTTP_METHOD = "http.request.method";

  /** The method as it was sent, where it is none of those; on spans only. */
  public static final String HTTP_METHOD_ORIGINAL = "http.request.method_original";

  /** What comes before the name of a header of a request. */
  public static final String REQUEST_HEADER = "http.request.header.";

  /** The pattern that the request was matched by, never its path. */
  public static final String HTTP_ROUTE = "http.route";

  /** What was answered. */
  public static final String HTTP_STATUS = "http.response.status_code";

  /** What was called, without user, query and fragment; on spans only. */
  public static final String URL_FULL = "url.full";

  /** What was asked for, without the query; on spans only. */
  public static final String URL_PATH = "url.path";

  /** http or https. */
  public static final String URL_SCHEME = "url.scheme";

  /** The host that was called. */
  public static final String SERVER_ADDRESS = "server.address";

  /** Its port. */
  public static final String SERVER_PORT = "server.port";

  /** The remote procedure call system, such as grpc or aws-api. */
  public static final String RPC_SYSTEM = "rpc.system";

  /** The service that was called. */
  public static final String RPC_SERVICE = "rpc.service";

  /** Its method that was called. */
  public static final String RPC_METHOD = "rpc.method";

  /** How long requests took; s, by method, route, status and error. */
  public static final String HTTP_SERVER_DURATION = "http.server.request.duration";

  /** How long calls over HTTP took; s, by method, server, status and error. */
  public static final String HTTP_CLIENT_DURATION = "http.client.request.duration";

  /** How long other calls took; s, by system, service, method and error. */
  public static final String RPC_CLIENT_DURATION = "rpc.client.call.duration";

  // Messages, by OpenTelemetry's conventions

  /** Such as kafka. */
  public static final String MESSAGING_SYSTEM = "messaging.system";

  /** What was done, as the system calls it, such as send. */
  public static final String MESSAGING_OPERATION = "messaging.operation.name";

  /** The same in one of few words. */
  public static final String MESSAGING_OPERATION_TYPE = "messaging.operation.type";

  /** The topic or queue. */
  public static final String MESSAGING_DESTINATION = "messaging.destination.name";

  /** How long it took; s, by system, operation, destination, server and error. */
  public static final String MESSAGING_DURATION = "messaging.client.operation.duration";

  /** How long it took to process what came; s, by system, operation, destination and error. */
  public static final String MESSAGING_PROCESS_DURATION = "messaging.process.duration";

  /** Messages sent; by system, operation, destination, server and error. */
  public static final String MESSAGING_SENT = "messaging.client.sent.messages";

  /** Messages that came; by system, operation, destination, server and error. */
  public static final String MESSAGING_CONSUMED = "messaging.client.consumed.messages";

  /** How many messages it was, where it was several at once. */
  public static final String MESSAGING_BATCH = "messaging.batch.message_count";

  // What a run did with messages, itself and in the runs inside it; absent where it did nothing

  /** Messages sent, well or not. */
  public static final String MESSAGES_SENT = "batch.messages.sent";

  /** Messages that came. */
  public static final String MESSAGES_RECEIVED = "batch.messages.received";

  /** What failed, each batch as one. */
  public static final String MESSAGES_ERRORS = "batch.messages.errors";

  /** What is no span of its own, as there were too many. */
  public static final String MESSAGES_LEFT_OUT = "batch.messages.spans_left_out";

  /** The span event of the messages of one destination; its attributes are those below. */
  public static final String EVENT_MESSAGES = "batch.messages";

  /** The span event of all messages that are in none of those. */
  public static final String EVENT_MESSAGES_OTHERS = "batch.messages.others";

  /** How many, those that are spans of their own as well. */
  public static final String MESSAGES_COUNT = "batch.messages.count";

  /** Their bodies together; By. */
  public static final String MESSAGES_BYTES = "batch.messages.bytes";

  /** The longest until it was done; s. */
  public static final String MESSAGES_SLOWEST = "batch.messages.slowest";

  /** The longest of those that are no spans but for one in twenty; s. */
  public static final String MESSAGES_P95 = "batch.messages.p95";

  /** Those of which nothing had been heard when the run ended. */
  public static final String MESSAGES_UNANSWERED = "batch.messages.unanswered";

  /** The type that most of the failures had. */
  public static final String MESSAGES_ERROR = "batch.messages.error";

  // Databases, by OpenTelemetry's conventions

  /** Which product, such as {@code postgresql} or {@code h2database}. */
  public static final String DB_SYSTEM = "db.system.name";

  /** The name of the database. */
  public static final String DB_NAMESPACE = "db.namespace";

  /** Such as SELECT. */
  public static final String DB_OPERATION = "db.operation.name";

  /** Operation and tables. */
  public static final String DB_SUMMARY = "db.query.summary";

  /** The statement without values and comments; on spans and their events only. */
  public static final String DB_TEXT = "db.query.text";

  /** SQLState and vendor code of a failure. */
  public static final String DB_STATUS = "db.response.status_code";

  /** How long statements of runs and requests took; s. */
  public static final String DB_DURATION = "db.client.operation.duration";

  /** Connections of a pool; by state. */
  public static final String DB_CONNECTIONS = "db.client.connection.count";

  /** The most connections a pool may have. */
  public static final String DB_CONNECTIONS_MAX = "db.client.connection.max";

  /** Threads that wait for a connection. */
  public static final String DB_PENDING = "db.client.connection.pending_requests";

  /** How long a pool let those wait whom it lent a connection; s. */
  public static final String DB_WAIT = "db.client.connection.wait_time";

  /** How often a pool did not lend a connection, for whatever reason. */
  public static final String DB_TIMEOUTS = "db.client.connection.timeouts";

  /** What the operator calls the pool. */
  public static final String DB_POOL = "db.client.connection.pool.name";

  /** used or idle. */
  public static final String DB_STATE = "db.client.connection.state";

  // What the X-Ray exporter needs on the root of a trace

  /** {@code LOCAL_ROOT}: makes the run a segment of its own. */
  public static final String AWS_SPAN_KIND = "aws.span.kind";

  /** The service whose segment it is. */
  public static final String AWS_LOCAL_SERVICE = "aws.local.service";

  /** The keys of the span that can be searched for. */
  public static final String AWS_XRAY_ANNOTATIONS = "aws.xray.annotations";

  /** True on the span of a run that is still open, sent only where that was asked for. */
  public static final String AWS_XRAY_IN_PROGRESS = "aws.xray.inprogress";

  // Metrics

  /** How long a run took; s, by outcome. Also an attribute of events. */
  public static final String DURATION = "batch.job.duration";

  /** Runs that ended; by outcome. An attempt that is tried again is not a run of its own. */
  public static final String RUNS = "batch.job.runs";

  /** Runs that are open now. */
  public static final String ACTIVE = "batch.job.active";

  /** Attempts that ended with an error; by error.type. */
  public static final String ERRORS = "batch.job.errors";

  /** When the job last succeeded, in epoch seconds. */
  public static final String LAST_SUCCESS = "batch.job.last_success";

  /** When the job is to start the next time, in epoch seconds. */
  public static final String NEXT_RUN = "batch.job.next_run";

  /** Runs that should have started and did not; by reason. */
  public static final String MISSED = "batch.job.missed";

  /** Scheduled runs that began on a thread on which another run was still open. */
  public static final String LEAKED_RUNS = "batchmon.runs.leaked";

  /** Tasks that wait in pools; by queue name, as all of {@code batch.queue}. */
  public static final String QUEUE_WAITING = "batch.queue.waiting";

  /** Tasks that pools are working on. */
  public static final String QUEUE_ACTIVE = "batch.queue.active";

  /** Tasks that ended, well or not. */
  public static final String QUEUE_COMPLETED = "batch.queue.completed";

  /** Tasks that threw. */
  public static final String QUEUE_FAILED = "batch.queue.failed";

  /** Of those, the ones whose exception stayed in a future that nobody asked. */
  public static final String QUEUE_SWALLOWED = "batch.queue.swallowed";

  /** The pool: what its threads are called, without their numbers. */
  public static final String QUEUE_NAME = "batch.queue.name";

  /** Telemetry that was given up; by signal and reason. */
  public static final String DROPPED = "batchmon.telemetry.dropped";

  /** Export requests that failed, also those that were repeated; by signal and reason. */
  public static final String EXPORT_FAILURES = "batchmon.export.failures";

  /** Advice that failed; by hook. */
  public static final String ADVICE_FAILURES = "batchmon.advice.failures";

  /** Which signal was dropped or failed: traces, metrics or logs. */
  public static final String SIGNAL = "batchmon.signal";

  /** Why, in a word of low cardinality. */
  public static final String DROP_REASON = "batchmon.reason";

  /** The hook whose advice failed. */
  public static final String HOOK = "batchmon.hook";

  /** True on the point that stands for everything beyond the cardinality limit. */
  public static final String OVERFLOW = "otel.metric.overflow";

  // What the JVM and its container use, by OpenTelemetry's conventions

  /** CPU seconds of the process. */
  public static final String JVM_CPU_TIME = "jvm.cpu.time";

  /** Processors that the JVM may use. */
  public static final String JVM_CPU_COUNT = "jvm.cpu.count";

  /** The part of those that the process used since the last point; 0 to 1. */
  public static final String JVM_CPU_UTILIZATION = "jvm.cpu.recent_utilization";

  /** Bytes in use; by type and pool, as all of {@code jvm.memory}. */
  public static final String JVM_MEMORY_USED = "jvm.memory.used";

  /** Bytes that the JVM has from the system. */
  public static final String JVM_MEMORY_COMMITTED = "jvm.memory.committed";

  /** Bytes that a pool may grow to; absent where there is no limit. */
  public static final String JVM_MEMORY_LIMIT = "jvm.memory.limit";

  /** Bytes that the last collection of a pool left in use. */
  public static final String JVM_MEMORY_AFTER_GC = "jvm.memory.used_after_last_gc";

  /** heap or non_heap. */
  public static final String JVM_MEMORY_TYPE = "jvm.memory.type";

  /** The JVM's own name of the pool. */
  public static final String JVM_MEMORY_POOL = "jvm.memory.pool.name";

  /** How long collections took; s, by collector. */
  public static final String JVM_GC_DURATION = "jvm.gc.duration";

  /** The collector. */
  public static final String JVM_GC_NAME = "jvm.gc.name";

  /** What the collector says when it is done; absent for a collector that is not known. */
  public static final String JVM_GC_ACTION = "jvm.gc.action";

  /** Threads; by whether they are daemons. */
  public static final String JVM_THREAD_COUNT = "jvm.thread.count";

  /** Whether a thread is a daemon. */
  public static final String JVM_THREAD_DAEMON = "jvm.thread.daemon";

  /** Classes loaded since the JVM began. */
  public static final String JVM_CLASS_LOADED = "jvm.class.loaded";

  /** Classes unloaded since the JVM began. */
  public static final String JVM_CLASS_UNLOADED = "jvm.class.unloaded";

  /** Classes that are loaded. */
  public static final String JVM_CLASS_COUNT = "jvm.class.count";

  /** Bytes of buffers in use outside the heap; by pool, as all of {@code jvm.buffer}. */
  public static final String JVM_BUFFER_USED = "jvm.buffer.memory.used";

  /** Bytes that those buffers could hold. */
  public static final String JVM_BUFFER_LIMIT = "jvm.buffer.memory.limit";

  /** How many such buffers there are. */
  public static final String JVM_BUFFER_COUNT = "jvm.buffer.count";

  /** direct, mapped. */
  public static final String JVM_BUFFER_POOL = "jvm.buffer.pool.name";

  /** CPU seconds of the whole container; by mode. */
  public static final String CONTAINER_CPU_TIME = "container.cpu.time";

  /** user or system. */
  public static final String CPU_MODE = "cpu.mode";

  /** Processors that the container may use; absent where there is no limit. */
  public static final String CONTAINER_CPU_LIMIT = "container.cpu.limit";

  /** Bytes of the whole container, the cache of files included. */
  public static final String CONTAINER_MEMORY_USAGE = "container.memory.usage";

  /** Bytes without the part of the cache that can be dropped at once. */
  public static final String CONTAINER_MEMORY_WORKING_SET = "container.memory.working_set";

  /** Bytes above which the kernel ends processes; absent where there is no limit. */
  public static final String CONTAINER_MEMORY_LIMIT = "container.memory.usage.limit";

  /** Bytes through the container's network interfaces; by interface and direction. */
  public static final String CONTAINER_NETWORK_IO = "container.network.io";

  /** The interface. */
  public static final String NETWORK_INTERFACE = "network.interface.name";

  /** receive or transmit. */
  public static final String NETWORK_DIRECTION = "network.io.direction";

  // Events

  /** A run began. */
  public static final String EVENT_STARTED = "batch.job.started";

  /** A run is still open; every minute. */
  public static final String EVENT_PROGRESS = "batch.job.progress";

  /** A run ended; severity ERROR if its outcome is an error. */
  public static final String EVENT_FINISHED = "batch.job.finished";

  /** Alerting has decided; severity ERROR where it told of something that is wrong. */
  public static final String EVENT_ALERT = "batch.alert";

  /** A task threw, and nobody asked its future; severity ERROR. */
  public static final String EVENT_TASK_FAILED = "batch.task.failed";
}
