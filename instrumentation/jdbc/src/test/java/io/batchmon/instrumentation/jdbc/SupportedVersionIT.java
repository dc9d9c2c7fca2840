package io.batchmon.instrumentation.jdbc;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The list of supported versions is what is really tested. */
class SupportedVersionIT {
  private static final Map<String, String> CLASSES =
      Map.ofEntries(
          entry("h2", "org.h2.Driver"),
          entry("hsqldb", "org.hsqldb.jdbc.JDBCDriver"),
          entry("derby", "org.apache.derby.impl.jdbc.EmbedConnection"),
          entry("sqlite-jdbc", "org.sqlite.JDBC"),
          entry("postgresql", "org.postgresql.Driver"),
          entry("mysql-connector-j", "com.mysql.jdbc.Driver"),
          entry("mariadb-java-client", "org.mariadb.jdbc.Driver"),
          entry("HikariCP", "com.zaxxer.hikari.HikariDataSource"),
          entry("commons-dbcp2", "org.apache.commons.dbcp2.BasicDataSource"),
          entry("tomcat-jdbc", "org.apache.tomcat.jdbc.pool.DataSource"),
          entry("c3p0", "com.mchange.v2.c3p0.ComboPooledDataSource"));

  static java.util.List<String> lines() throws Exception {
    return Files.readAllLines(Path.of("supported-versions.txt"));
  }

  @ParameterizedTest
  @MethodSource("lines")
  void whatIsUnderTestIsWhatTheListNames(String line) throws Exception {
    String[] columns = line.split(" ", -1);
    boolean floor = System.getProperty("version.line", "newest").equals("floor");
    boolean renamed = floor && columns[0].equals("mysql-connector-j");
    String name = renamed ? "mysql-connector-java" : columns[0];
    String jar = name + '-' + columns[floor ? 1 : 2] + ".jar";

    // why: not initialized, since a driver that registers itself twice is another test's business
    Class<?> type = Class.forName(CLASSES.get(columns[0]), false, getClass().getClassLoader());

    assertThat(Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()))
        .hasFileName(jar);
  }
}
