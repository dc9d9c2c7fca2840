package io.batchmon.agent.sql;

/** Names of OpenTelemetry's conventions for databases that calls carry from where they are made. */
public final class SqlNames {
  private SqlNames() {}

  /** The system of the names of calls of databases. */
  public static final String SYSTEM = "db";

  /** Which product. */
  public static final String SYSTEM_NAME = "db.system.name";

  /** Which database of the server. */
  public static final String NAMESPACE = "db.namespace";

  /** Such as SELECT. */
  public static final String OPERATION = "db.operation.name";

  /** Operation and tables; what the span is called. */
  public static final String SUMMARY = "db.query.summary";

  /** The statement without values. */
  public static final String TEXT = "db.query.text";

  /** SQLState and vendor code of a failure. */
  public static final String STATUS = "db.response.status_code";

  /** How many statements were sent as one. */
  public static final String BATCH_SIZE = "db.operation.batch.size";

  /** The host of the database. */
  public static final String ADDRESS = "server.address";

  /** Its port. */
  public static final String PORT = "server.port";
}
