package com.acme.backoffice.outside;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.h2.tools.Server;
import org.springframework.stereotype.Component;

/**
 * The ledger, a database reached over TCP. It fails over under every fourth connection, starting
 * with the second: its server goes away and is back for the next connection.
 */
@Component
public class LedgerDatabase implements AutoCloseable {
  private static final String USER = "sa";

  private final Connection memory;
  private Server server;
  private int connections;

  public LedgerDatabase() throws SQLException {
    memory = DriverManager.getConnection("jdbc:h2:mem:ledger", USER, "");
    try (Statement statement = memory.createStatement()) {
      statement.execute(
          "create table invoice(id int primary key, amount decimal(9, 2), settled int)");
      statement.execute("insert into invoice select x, x * 12.5, 0 from system_range(1, 40)");
    }
    server = listen();
  }

  private static Server listen() throws SQLException {
    return Server.createTcpServer("-tcpPort", "0", "-tcpDaemon").start();
  }

  /** A new connection; the caller closes it. */
  public synchronized Connection connect() throws SQLException {
    if (!server.isRunning(false)) {
      server = listen();
    }
    String url = "jdbc:h2:tcp://127.0.0.1:" + server.getPort() + "/mem:ledger";
    Connection connection = DriverManager.getConnection(url, USER, "");
    if (++connections % 4 == 2) {
      server.stop();
    }
    return connection;
  }

  @Override
  public synchronized void close() throws SQLException {
    server.stop();
    memory.close();
  }
}
