package com.acme.orm;

import corpus.Env;
import corpus.Job;
import java.util.ArrayList;
import java.util.List;
import javax.persistence.CascadeType;
import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.Id;
import javax.persistence.OneToMany;
import javax.persistence.Version;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.Transaction;
import org.hibernate.cfg.Configuration;

/** Hibernate on H2. */
public class Customers implements Job {
  // @insert

  /** With a version, a unique name and a lazy list. */
  @Entity(name = "Customer")
  public static class Customer {
    @Id public int id;
    @Version public int version;

    @Column(unique = true, nullable = false, length = 60)
    public String name;

    @OneToMany(cascade = CascadeType.ALL)
    public List<Customer> children = new ArrayList<>();

    public List<Customer> getChildren() {
      return children;
    }
  }

  @Override
  public String[] bugs() {
    return new String[] {
      "duplicate",
      "lazy",
      "null-name",
      "not-found",
      "bad-query",
      "bad-parameter",
      "not-unique",
      "stale",
      "detached",
      "closed",
      "same-id",
      "no-transaction",
      "not-entity",
      "too-long",
      "transient",
      "bad-sql",
      "lazy-proxy",
    };
  }

  @Override
  public void run(String bug, Env env) throws Exception {
    if (bug.equals("none")) {
      return;
    }
    Configuration configuration = new Configuration();
    configuration.setProperty(
        "hibernate.connection.url", "jdbc:h2:mem:" + env.id() + ";DB_CLOSE_DELAY=-1");
    configuration.setProperty("hibernate.dialect", "org.hibernate.dialect.H2Dialect");
    configuration.setProperty("hibernate.hbm2ddl.auto", "create");
    configuration.addAnnotatedClass(Customer.class);
    int id = env.number();
    try (SessionFactory factory = configuration.buildSessionFactory()) {
      try (Session session = factory.openSession()) {
        save(session, id, "name " + env.id());
        save(session, id + 1, "twin " + env.id());
      }
      try (Session session = factory.openSession()) {
        work(bug, factory, session, id, env);
      }
    }
  }

  private void work(String bug, SessionFactory factory, Session session, int id, Env env) {
    switch (bug) {
      case "duplicate":
        save(session, id + 2, session.get(Customer.class, id).name);
        break;
      case "null-name":
        save(session, id + 2, null);
        break;
      case "too-long":
        save(session, id + 2, new String(new char[99]).replace('\0', 'y'));
        break;
      case "same-id":
        save(session, id, "x" + env.id());
        break;
      case "lazy":
        Customer loaded = session.get(Customer.class, id);
        session.close();
        loaded.getChildren().size();
        break;
      case "lazy-proxy":
        Customer reference = session.load(Customer.class, id);
        session.close();
        reference.getChildren();
        break;
      case "not-found":
        session.load(Customer.class, -id).getChildren();
        break;
      case "bad-query":
        session.createQuery("from Customer where nope" + env.id() + " = 1").list();
        break;
      case "bad-parameter":
        session.createQuery("from Customer where name = :name").setParameter("other", env.id());
        break;
      case "bad-sql":
        session.createNativeQuery("selekt " + env.id()).list();
        break;
      case "not-unique":
        session.createQuery("from Customer").uniqueResult();
        break;
      case "stale":
        stale(factory, session, id);
        break;
      case "detached":
        Customer other = session.get(Customer.class, id);
        session.clear();
        session.persist(other);
        break;
      case "closed":
        session.close();
        session.get(Customer.class, id);
        break;
      case "no-transaction":
        session.flush();
        session.createQuery("delete from Customer").executeUpdate();
        break;
      case "not-entity":
        session.save("x" + env.id());
        break;
      case "transient":
        Customer unsaved = new Customer();
        unsaved.name = env.id();
        session
            .createQuery("from Customer where :c member of children")
            .setParameter("c", unsaved)
            .list();
        break;
      default:
        break;
    }
  }

  private void save(Session session, int id, String name) {
    Transaction transaction = session.beginTransaction();
    Customer customer = new Customer();
    customer.id = id;
    customer.name = name;
    session.save(customer);
    transaction.commit();
  }

  private void stale(SessionFactory factory, Session session, int id) {
    Customer mine = session.get(Customer.class, id);
    try (Session other = factory.openSession()) {
      Transaction transaction = other.beginTransaction();
      other.get(Customer.class, id).name = "changed";
      transaction.commit();
    }
    Transaction transaction = session.beginTransaction();
    mine.name = "changed too";
    transaction.commit();
  }
}
