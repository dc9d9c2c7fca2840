package com.acme.spring;

import corpus.Env;
import corpus.Job;
import java.util.Date;
import org.springframework.beans.factory.support.BeanDefinitionBuilder;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.transaction.support.TransactionTemplate;

/** Spring's data access, transactions, beans. */
public class InvoiceDao implements Job {
  // @insert

  @Override
  public String[] bugs() {
    return new String[] {
      "duplicate",
      "no-table",
      "not-found",
      "too-many",
      "mapping",
      "no-database",
      "syntax",
      "missing-parameter",
      "transaction-no-database",
      "transaction-rollback-only",
      "transaction-duplicate",
      "bean-missing",
      "bean-missing-2",
      "bean-fails",
      "bean-fails-2",
      "bean-cycle",
      "type-mismatch",
      "too-long",
      "no-data-source",
      "update-two",
    };
  }

  /** A bean that cannot be made. */
  public static class Tariff {
    public Tariff(String file) {
      throw new IllegalStateException("No tariff in " + file);
    }
  }

  /** Another one. */
  public static class Calendar {
    public Calendar(String file) {
      Integer.parseInt(file);
    }
  }

  /** Needs the first. */
  public static class Prices {
    public Prices(Tariff tariff) {}
  }

  @Override
  public void run(String bug, Env env) throws Exception {
    if (bug.equals("none")) {
      return;
    }
    String table = "i" + env.id();
    SingleConnectionDataSource source =
        new SingleConnectionDataSource("jdbc:h2:mem:" + env.id(), true);
    JdbcTemplate jdbc = new JdbcTemplate(source);
    try {
      jdbc.execute("create table " + table + " (id int primary key, name varchar(20))");
      switch (bug) {
        case "duplicate":
          insert(jdbc, table, env.number());
          break;
        case "too-long":
          jdbc.update("insert into " + table + " values (?, ?)", 1, new String(new char[90]));
          break;
        case "no-table":
          count(jdbc, "x" + env.id());
          break;
        case "syntax":
          jdbc.execute("selekt " + env.id());
          break;
        case "not-found":
          name(jdbc, table, env.number());
          break;
        case "too-many":
          jdbc.update("insert into " + table + " values (1, 'a'), (2, 'b')");
          jdbc.queryForObject("select name from " + table, String.class);
          break;
        case "update-two":
          jdbc.update("insert into " + table + " values (1, 'a'), (1, 'b')");
          break;
        case "mapping":
          jdbc.update("insert into " + table + " values (1, 'abc')");
          jdbc.query("select name from " + table, (rows, i) -> rows.getInt(1));
          break;
        case "type-mismatch":
          jdbc.update("insert into " + table + " values (1, 'abc')");
          jdbc.queryForObject("select name from " + table, Date.class);
          break;
        case "no-database":
          count(new JdbcTemplate(refused(env)), table);
          break;
        case "no-data-source":
          new JdbcTemplate().afterPropertiesSet();
          break;
        case "missing-parameter":
          new NamedParameterJdbcTemplate(jdbc)
              .update(
                  "delete from " + table + " where id = :id",
                  new java.util.HashMap<String, Object>());
          break;
        case "transaction-no-database":
          new TransactionTemplate(new DataSourceTransactionManager(refused(env)))
              .execute(status -> count(jdbc, table));
          break;
        case "transaction-rollback-only":
          rollbackOnly(source);
          break;
        case "transaction-duplicate":
          new TransactionTemplate(new DataSourceTransactionManager(source))
              .execute(status -> insert(jdbc, table, env.number()));
          break;
        default:
          beans(bug, env);
          break;
      }
    } finally {
      source.destroy();
    }
  }

  private Object insert(JdbcTemplate jdbc, String table, int id) {
    jdbc.update("insert into " + table + " values (?, 'a')", id);
    return jdbc.update("insert into " + table + " values (?, 'b')", id);
  }

  private Integer count(JdbcTemplate jdbc, String table) {
    return jdbc.queryForObject("select count(*) from " + table, Integer.class);
  }

  private String name(JdbcTemplate jdbc, String table, int id) {
    return jdbc.queryForObject("select name from " + table + " where id = " + id, String.class);
  }

  private DriverManagerDataSource refused(Env env) throws Exception {
    return new DriverManagerDataSource(
        "jdbc:postgresql://" + env.host() + ":" + env.closedPort() + "/x", "sa", env.id());
  }

  private void rollbackOnly(SingleConnectionDataSource source) {
    DataSourceTransactionManager manager = new DataSourceTransactionManager(source);
    new TransactionTemplate(manager)
        .execute(
            outer -> {
              try {
                new TransactionTemplate(manager)
                    .execute(
                        inner -> {
                          throw new IllegalStateException("inside");
                        });
              } catch (IllegalStateException swallowed) {
                return null;
              }
              return null;
            });
  }

  private void beans(String bug, Env env) {
    try (GenericApplicationContext context = new GenericApplicationContext()) {
      switch (bug) {
        case "bean-missing":
          context.refresh();
          context.getBean("tariff");
          break;
        case "bean-missing-2":
          context.refresh();
          context.getBean(Tariff.class);
          break;
        case "bean-fails":
          context.registerBeanDefinition(
              "tariff",
              BeanDefinitionBuilder.genericBeanDefinition(Tariff.class)
                  .addConstructorArgValue(env.id())
                  .getBeanDefinition());
          if (env.flag()) {
            context.registerBeanDefinition(
                "aPrices",
                BeanDefinitionBuilder.genericBeanDefinition(Prices.class)
                    .addConstructorArgReference("tariff")
                    .getBeanDefinition());
          }
          context.refresh();
          break;
        case "bean-fails-2":
          context.registerBeanDefinition(
              "calendar",
              BeanDefinitionBuilder.genericBeanDefinition(Calendar.class)
                  .addConstructorArgValue("x" + env.id())
                  .getBeanDefinition());
          context.refresh();
          break;
        default:
          context.registerBeanDefinition(
              "a",
              BeanDefinitionBuilder.genericBeanDefinition(Prices.class)
                  .addConstructorArgReference("a")
                  .getBeanDefinition());
          context.refresh();
      }
    }
  }
}
