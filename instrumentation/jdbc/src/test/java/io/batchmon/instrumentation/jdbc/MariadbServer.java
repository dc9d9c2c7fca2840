package io.batchmon.instrumentation.jdbc;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A real MariaDB, which speaks MySQL's protocol; one for all tests of the JVM. */
final class MariadbServer {
  static final String PASSWORD = "hunter2";

  private static final Path TARGET = Path.of("target").toAbsolutePath();
  private static final Map<String, Driver> DRIVERS = new ConcurrentHashMap<>();
  private static @Nullable MariadbServer started;

  private final Path home;
  private final Path data;
  private final int port;
  private volatile @Nullable Process running;

  private MariadbServer(Path home, Path data, int port) {
    this.home = home;
    this.data = data;
    this.port = port;
  }

  /** A connection by a driver on the class path, or by one of a jar beside it. */
  static Connection connect(String driver, @Nullable String jar, String options)
      throws SQLException {
    String url = url(driver.startsWith("org.mariadb") ? "mariadb" : "mysql", options);
    Connection connection =
        DRIVERS
            .computeIfAbsent(driver + jar, added -> load(driver, jar))
            .connect(url, new Properties());
    if (connection == null) {
      throw new SQLException("not a URL of this driver: " + url);
    }
    return connection;
  }

  static String url(String scheme, String options) {
    return "jdbc:"
        + scheme
        + "://127.0.0.1:"
        + running().port
        + "/shop?user=app&password="
        + PASSWORD
        + options;
  }

  private static Driver load(String driver, @Nullable String jar) {
    try {
      ClassLoader here = MariadbServer.class.getClassLoader();
      ClassLoader loader = jar == null ? here : new Beside(TARGET.resolve("between/" + jar), here);
      return (Driver) loader.loadClass(driver).getConstructor().newInstance();
    } catch (ReflectiveOperationException | IOException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /** Has its own classes of drivers, as an application in a server does. */
  private static final class Beside extends URLClassLoader {
    Beside(Path jar, ClassLoader parent) throws IOException {
      // why: advice that names the driver's classes is defined beside them
      super(new URL[] {jar.toUri().toURL(), TARGET.resolve("classes/").toUri().toURL()}, parent);
    }

    @Override
    public @Nullable URL getResource(String name) {
      return findResource(name);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
      return findResources(name);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      synchronized (getClassLoadingLock(name)) {
        if (!name.startsWith("com.mysql.")
            && !name.startsWith("org.mariadb.")
            && !name.equals(MysqlAdvice.class.getName())) {
          return super.loadClass(name, resolve);
        }
        Class<?> known = findLoadedClass(name);
        return known == null ? findClass(name) : known;
      }
    }
  }

  private static synchronized MariadbServer running() {
    if (started == null) {
      try {
        started = start();
      } catch (IOException failure) {
        throw new IllegalStateException(failure);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(interrupted);
      }
    }
    return started;
  }

  private static MariadbServer start() throws IOException, InterruptedException {
    Path program;
    try (var files = Files.walk(TARGET.resolve("mariadb"))) {
      program = files.filter(file -> file.endsWith("linux/bin/mariadbd")).findFirst().orElseThrow();
    }
    Path home = program.getParent().getParent();
    if (!Files.isExecutable(program) && !program.toFile().setExecutable(true)) {
      throw new IOException("not executable: " + program);
    }
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    MariadbServer server = new MariadbServer(home, Files.createTempDirectory("mariadb"), port);
    Runtime.getRuntime().addShutdownHook(new Thread(server::stop));
    server.install();
    server.run();
    return server;
  }

  private List<String> command(String... more) {
    List<String> command =
        new ArrayList<>(
            List.of(
                home.resolve("bin/mariadbd").toString(),
                "--no-defaults",
                "--user=" + System.getProperty("user.name"),
                "--datadir=" + data,
                "--tmpdir=" + data,
                "--lc-messages-dir=" + home.resolve("share"),
                "--skip-ssl",
                "--skip-log-bin",
                "--innodb-log-file-size=4M",
                "--innodb-buffer-pool-size=16M",
                "--innodb-flush-log-at-trx-commit=0",
                "--innodb-doublewrite=0"));
    command.addAll(List.of(more));
    return command;
  }

  private void install() throws IOException, InterruptedException {
    Path sql = data.resolve("install.sql");
    Files.writeString(sql, "CREATE DATABASE mysql;\nUSE mysql;\n");
    for (String part :
        new String[] {"mariadb_system_tables.sql", "mariadb_system_tables_data.sql"}) {
      Files.writeString(
          sql, Files.readString(sql) + Files.readString(home.resolve("share").resolve(part)));
    }
    File log = data.resolve("install.log").toFile();
    Process installed =
        new ProcessBuilder(command("--bootstrap"))
            .redirectInput(sql.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log)
            .start();
    if (!installed.waitFor(2, TimeUnit.MINUTES) || installed.exitValue() != 0) {
      installed.destroyForcibly();
      throw new IOException("not installed: " + Files.readString(log.toPath()));
    }
  }

  private void run() throws IOException, InterruptedException {
    Path init = data.resolve("init.sql");
    Files.writeString(
        init,
        "CREATE DATABASE shop;\n"
            + "CREATE USER app@'%' IDENTIFIED BY '"
            + PASSWORD
            + "';\n"
            + "GRANT ALL ON *.* TO app@'%';\n");
    File log = data.resolve("server.log").toFile();
    Process process =
        new ProcessBuilder(
                command(
                    "--init-file=" + init,
                    "--bind-address=127.0.0.1",
                    "--port=" + port,
                    "--skip-name-resolve",
                    "--socket=" + data.resolve("socket")))
            .redirectErrorStream(true)
            .redirectOutput(log)
            .start();
    running = process;
    long limit = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    while (!answers()) {
      // why: this is how long it waits between two looks, unless the server has ended
      if (process.waitFor(50, TimeUnit.MILLISECONDS) || System.nanoTime() > limit) {
        throw new IOException("no server: " + Files.readString(log.toPath()));
      }
    }
  }

  private boolean answers() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.getInputStream().read() >= 0;
    } catch (IOException notYet) {
      return false;
    }
  }

  private void stop() {
    try {
      Process process = running;
      if (process != null) {
        process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
      }
      Files.walkFileTree(
          data,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.deleteIfExists(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                throws IOException {
              Files.deleteIfExists(directory);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException | InterruptedException left) {
      // a folder of temporary files, and the JVM ends
    }
  }
}
