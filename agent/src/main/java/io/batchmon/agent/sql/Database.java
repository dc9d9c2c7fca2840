package io.batchmon.agent.sql;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which database a connection is to, read from its JDBC URL, without the user, the password and all
 * other properties that may be in it. Immutable.
 */
public final class Database {
  /** One of which nothing is known. */
  public static final Database UNKNOWN = new Database("other_sql", null, null, 0);

  private static final int LONGEST = 100;

  private final String system;
  private final @Nullable String namespace;
  private final @Nullable String address;
  private final int port;

  private Database(String system, @Nullable String namespace, @Nullable String address, int port) {
    this.system = system;
    this.namespace = namespace;
    this.address = address;
    this.port = port;
  }

  /** Takes any text. */
  public static Database of(@Nullable String url) {
    if (url == null || !url.startsWith("jdbc:")) {
      return UNKNOWN;
    }
    int colon = url.indexOf(':', 5);
    if (colon < 0) {
      return UNKNOWN;
    }
    String driver = url.substring(5, colon).toLowerCase(Locale.ROOT);
    String rest = url.substring(colon + 1);
    int server = rest.indexOf("//");
    String before = server < 0 ? rest : rest.substring(0, server);
    if (server >= 0 && before.indexOf('/') < 0 && before.indexOf(';') < 0) {
      return onServer(systemOf(driver), usualPort(driver), rest.substring(server + 2));
    }
    return new Database(systemOf(driver), nameIn(rest), null, 0);
  }

  private static Database onServer(String system, int usualPort, String rest) {
    int end = firstOf(rest, 0, "/;?");
    // why: of several hosts the first stands for all; what is before an @ may be a password
    String hosts = rest.substring(0, end);
    String host = hosts.substring(hosts.lastIndexOf('@') + 1);
    int comma = host.indexOf(',');
    host = comma < 0 ? host : host.substring(0, comma);
    int port = usualPort;
    int colon = host.lastIndexOf(':');
    if (colon >= 0 && host.indexOf(']', colon) < 0) {
      port = portOf(host.substring(colon + 1), usualPort);
      host = host.substring(0, colon);
    }
    String name =
        end < rest.length() && rest.charAt(end) == '/' ? nameIn(rest.substring(end + 1)) : null;
    boolean plain = !host.isEmpty() && firstOf(host, 0, "()= ") == host.length();
    return new Database(system, name, plain ? cut(host) : null, plain ? port : 0);
  }

  private static @Nullable String nameIn(String text) {
    String name = text.substring(0, firstOf(text, 0, ";?&"));
    // why: a file's folders say who uses the machine
    int slash = Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\'));
    name = name.substring(slash + 1);
    int colon = name.lastIndexOf(':');
    name = name.substring(colon + 1);
    return name.isEmpty() || firstOf(name, 0, "@=()") < name.length() ? null : cut(name);
  }

  private static String cut(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
  }

  private static int portOf(String text, int otherwise) {
    int port = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9' || port > 65_535) {
        return otherwise;
      }
      port = port * 10 + c - '0';
    }
    return port == 0 || port > 65_535 ? otherwise : port;
  }

  private static int firstOf(String text, int from, String signs) {
    for (int i = from; i < text.length(); i++) {
      if (signs.indexOf(text.charAt(i)) >= 0) {
        return i;
      }
    }
    return text.length();
  }

  private static String systemOf(String driver) {
    switch (driver) {
      case "h2":
        return "h2database";
      case "hsqldb":
      case "derby":
      case "sqlite":
      case "postgresql":
      case "mysql":
      case "mariadb":
        return driver;
      case "mysql+srv":
        return "mysql";
      case "oracle":
        return "oracle.db";
      case "sqlserver":
        return "microsoft.sql_server";
      case "db2":
        return "ibm.db2";
      default:
        return "other_sql";
    }
  }

  private static int usualPort(String driver) {
    switch (driver) {
      case "postgresql":
        return 5432;
      case "mysql":
      case "mariadb":
        return 3306;
      default:
        return 0;
    }
  }

  /** By OpenTelemetry's conventions. */
  public String system() {
    return system;
  }

  /** The database's name, or the file's without its folder. */
  public @Nullable String namespace() {
    return namespace;
  }

  /** Null where it is in this JVM. */
  public @Nullable String address() {
    return address;
  }

  /** 0 where it is not known. */
  public int port() {
    return port;
  }
}
