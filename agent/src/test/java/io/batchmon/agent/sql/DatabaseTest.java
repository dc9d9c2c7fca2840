package io.batchmon.agent.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What of a JDBC URL is shown. */
class DatabaseTest {
  @ParameterizedTest
  @CsvSource({
    "jdbc:postgresql://db:5433/shop?user=a&password=hunter2, postgresql, shop, db, 5433",
    "jdbc:postgresql://db/shop, postgresql, shop, db, 5432",
    "'jdbc:postgresql://one:1,two:2/shop', postgresql, shop, one, 1",
    "jdbc:postgresql://[::1]:5433/shop, postgresql, shop, [::1], 5433",
    "jdbc:mysql://a:hunter2@db:3307/shop, mysql, shop, db, 3307",
    "jdbc:mysql:replication://db/shop, mysql, shop, db, 3306",
    "jdbc:mariadb://db/shop?password=hunter2, mariadb, shop, db, 3306",
    "'jdbc:mysql:loadbalance://a:hunter2@db:3307,b:hunter2@two/shop', mysql, shop, two, 3306",
    "'jdbc:mysql://[(host=db,port=3307,password=hunter2),(host=two)]/shop', mysql, shop, , 0",
    "jdbc:mysql+srv://a:hunter2@db/shop?x=hunter2, mysql, shop, db, 0",
    "jdbc:mysql:///shop?user=a&password=hunter2, mysql, shop, , 0",
    "'jdbc:mariadb:sequential://db:3307,two/shop?password=***', mariadb, shop, db, 3307",
    "jdbc:mariadb:replication://address=(host=db)(port=3307)/shop, mariadb, shop, , 0",
    "jdbc:h2:mem:shop;PASSWORD=hunter2, h2database, shop, , 0",
    "jdbc:h2:file:/home/hunter2/shop, h2database, shop, , 0",
    "jdbc:h2:tcp://db:9092/~/shop, h2database, shop, db, 9092",
    "jdbc:hsqldb:hsql://db:9001/shop, hsqldb, shop, db, 9001",
    "jdbc:hsqldb:mem:shop, hsqldb, shop, , 0",
    "jdbc:derby:memory:shop;create=true;password=hunter2, derby, shop, , 0",
    "jdbc:sqlite:/home/hunter2/shop.db, sqlite, shop.db, , 0",
    "jdbc:sqlserver://db:1433;databaseName=shop;password=hunter2, microsoft.sql_server, , db, 1433",
    "jdbc:oracle:thin:@//db:1521/shop, oracle.db, shop, db, 1521",
    "jdbc:unheard:of, other_sql, of, , 0",
  })
  void url(String url, String system, String namespace, String address, int port) {
    Database database = Database.of(url);
    assertThat(database.system()).isEqualTo(system);
    assertThat(database.namespace()).isEqualTo(namespace);
    assertThat(database.address()).isEqualTo(address);
    assertThat(database.port()).isEqualTo(port);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:oracle:thin:scott/hunter2@db:1521:orcl",
        "jdbc:oracle:thin:@(DESCRIPTION=(PASSWORD=hunter2))",
        "jdbc:mysql://address=(host=db)(password=hunter2)/shop",
        "jdbc:mysql://address=(host=db)(password=half/hunter2)",
        "jdbc:mysql://(host=db,user=a,password=hunter2)",
        "jdbc:mysql://(host=db,user=a,password=half/hunter2)/shop",
        "jdbc:mysql://a:hunter2@db",
        "jdbc:mysql://db/?user=a&password=hunter2",
        "jdbc:mysql+srv://a:hunter2@db",
        "jdbc:mariadb:loadbalance://address=(host=db)(password=hunter2),two/",
        "jdbc:postgresql://?password=hunter2",
        "jdbc:x:password=hunter2",
        "hunter2",
        "jdbc:",
        "jdbc:h2:",
        "",
      })
  void secretsStay(String url) {
    Database database = Database.of(url);
    assertThat(database.system() + database.namespace() + database.address())
        .doesNotContain("hunter2");
  }

  @Test
  void nothingIsUnknown() {
    assertThat(Database.of(null)).isSameAs(Database.UNKNOWN);
  }
}
