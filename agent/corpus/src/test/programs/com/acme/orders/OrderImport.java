package com.acme.orders;

import corpus.Env;
import corpus.Job;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Scanner;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a plain program does wrong. */
public class OrderImport implements Job {
  // @insert

  private static final class Customer {
    private final String name;
    private Customer parent;

    private Customer(String name) {
      this.name = name;
    }

    private String upperName() {
      return name.toUpperCase();
    }
  }

  private static final class UnknownOrder extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnknownOrder(String id) {
      super("Unknown order " + id);
    }
  }

  /** Made once, without a stack, as some do for speed. */
  private static final class Rejected extends RuntimeException {
    private static final long serialVersionUID = 1;

    Rejected(String message) {
      super(message, null, false, false);
    }
  }

  private final Map<String, Customer> customers = new HashMap<>();

  @Override
  public String[] bugs() {
    return new String[] {
      "null-customer",
      "number-quantity",
      "number-price",
      "null-name",
      "null-unboxed",
      "array-index",
      "array-index-2",
      "list-index",
      "list-index-2",
      "substring",
      "substring-2",
      "negative-array",
      "class-cast",
      "class-cast-2",
      "division",
      "division-2",
      "array-store",
      "modified",
      "no-element",
      "no-element-2",
      "optional",
      "unknown-order",
      "unknown-invoice",
      "enum",
      "enum-2",
      "required",
      "unmodifiable",
      "immutable",
      "overflow-deep",
      "overflow-parent",
      "array-size",
      "no-class",
      "no-class-2",
      "date",
      "date-2",
      "decimal",
      "duplicate",
      "scanner",
      "uuid",
      "charset",
      "format",
      "interrupted",
      "illegal-state",
      "illegal-state-2",
      "illegal-argument",
      "add-exact",
      "collect-lambda",
      "sort",
      "wrapped-order",
      "wrapped-price",
      "iterator-inner",
      "private-field",
      "rejected-limit",
      "rejected-country",
      "hot-null~first",
      "hot-null",
      "hot-index~first",
      "hot-index",
      "clone",
      "no-method",
      "bit-set",
    };
  }

  @Override
  public void run(String bug, Env env) throws Exception {
    switch (bug) {
      case "null-customer":
        customer(env.id()).upperName();
        break;
      case "null-name":
        new Customer(null).upperName();
        break;
      case "null-unboxed":
        total(new HashMap<String, Integer>(), env.id());
        break;
      case "number-quantity":
        quantity(env);
        break;
      case "number-price":
        price(env);
        break;
      case "array-index":
        column(("a;b;" + env.id()).split(";"), 7);
        break;
      case "array-index-2":
        lastColumn(new String[0]);
        break;
      case "list-index":
        line(new ArrayList<>(Arrays.asList("a", env.id())), 2 + env.number());
        break;
      case "list-index-2":
        firstLine(new ArrayList<String>());
        break;
      case "substring":
        prefix(env.id(), 50);
        break;
      case "substring-2":
        suffix(env.id(), -1);
        break;
      case "negative-array":
        buffer(-env.number());
        break;
      case "class-cast":
        amount(env.id());
        break;
      case "class-cast-2":
        when(env.id());
        break;
      case "division":
        average(env.number(), 0);
        break;
      case "division-2":
        remainder(env.number(), 0);
        break;
      case "array-store":
        store(new Integer[3], env.id());
        break;
      case "modified":
        removeAll(new ArrayList<>(Arrays.asList("a", "b", env.id())));
        break;
      case "no-element":
        new ArrayList<String>().iterator().next();
        break;
      case "no-element-2":
        newest(Collections.<Integer>emptyList());
        break;
      case "optional":
        Optional.empty().get();
        break;
      case "unknown-order":
        throw unknown(env.id());
      case "unknown-invoice":
        invoice(env.id());
        break;
      case "enum":
        TimeUnit.valueOf("FORTNIGHTS_" + env.id());
        break;
      case "enum-2":
        unit("X" + env.id());
        break;
      case "required":
        Objects.requireNonNull(customers.get(env.id()), "customer " + env.id());
        break;
      case "unmodifiable":
        Collections.unmodifiableList(new ArrayList<String>()).add(env.id());
        break;
      case "immutable":
        Arrays.asList("a").remove(0);
        break;
      case "overflow-deep":
        deep(env.number());
        break;
      case "overflow-parent":
        Customer own = new Customer(env.id());
        own.parent = own;
        root(own);
        break;
      case "array-size":
        long[][] much = new long[Integer.MAX_VALUE][];
        customers.put(String.valueOf(much.length), null);
        break;
      case "no-class":
        Class.forName("com.acme.missing.Tax");
        break;
      case "no-class-2":
        Class.forName("com.acme.missing.Rate");
        break;
      case "date":
        LocalDate.parse("2026-13-" + env.id());
        break;
      case "date-2":
        due("31.0" + env.id());
        break;
      case "decimal":
        BigDecimal.ONE.divide(new BigDecimal(3));
        break;
      case "duplicate":
        Arrays.asList(env.id(), "a", "a").stream()
            .collect(Collectors.toMap(k -> k, Function.identity()));
        break;
      case "scanner":
        new Scanner("abc" + env.id()).nextInt();
        break;
      case "uuid":
        UUID.fromString(env.id());
        break;
      case "charset":
        "a".getBytes("utf-" + env.id());
        break;
      case "format":
        String.format("%d orders", env.id());
        break;
      case "interrupted":
        Thread.currentThread().interrupt();
        Thread.sleep(1);
        break;
      case "illegal-state":
        open(env);
        break;
      case "illegal-state-2":
        close(env);
        break;
      case "illegal-argument":
        new ArrayList<String>(-env.number());
        break;
      case "add-exact":
        Math.addExact(Integer.MAX_VALUE, env.number());
        break;
      case "collect-lambda":
        Arrays.asList("1", "x" + env.id()).stream()
            .map(text -> Integer.valueOf(text))
            .collect(Collectors.toList());
        break;
      case "sort":
        List<Object> mixed = new ArrayList<>(Arrays.asList(1, env.id()));
        mixed.sort((left, right) -> ((Integer) left).compareTo((Integer) right));
        break;
      case "wrapped-order":
        wrap(env, "order");
        break;
      case "wrapped-price":
        wrap(env, "price");
        break;
      case "iterator-inner":
        for (String id : ids(env)) {
          customers.get(id);
        }
        break;
      case "private-field":
        new Visitor().visit(env);
        break;
      case "rejected-limit":
        throw new Rejected("Over the limit of customer " + env.number());
      case "rejected-country":
        throw new Rejected("No deliveries to country " + env.number());
      case "hot-null~first":
        hotNull(env, 1);
        break;
      case "hot-null":
        hotNull(env, 500_000);
        break;
      case "hot-index~first":
        hotIndex(env, 1);
        break;
      case "hot-index":
        hotIndex(env, 500_000);
        break;
      case "clone":
        clone();
        break;
      case "no-method":
        OrderImport.class.getMethod("book" + "It");
        break;
      case "bit-set":
        new java.util.BitSet().set(-env.number());
        break;
      default:
        break;
    }
  }

  private Customer customer(String id) {
    return customers.get(id);
  }

  private int total(Map<String, Integer> totals, String id) {
    return totals.get(id) + 1;
  }

  private int quantity(Env env) {
    return number("q" + env.id());
  }

  private int price(Env env) {
    return number("p" + env.id());
  }

  private int number(String text) {
    return Integer.parseInt(text.trim());
  }

  private String column(String[] columns, int index) {
    return columns[index];
  }

  private String lastColumn(String[] columns) {
    return columns[columns.length - 1];
  }

  private String line(List<String> lines, int index) {
    return lines.get(index);
  }

  private String firstLine(List<String> lines) {
    return lines.get(0);
  }

  private String prefix(String text, int length) {
    return text.substring(0, length);
  }

  private String suffix(String text, int from) {
    return text.substring(from);
  }

  private byte[] buffer(int size) {
    return new byte[size];
  }

  private Number amount(Object value) {
    return (Number) value;
  }

  private Date when(Object value) {
    return (Date) value;
  }

  private int average(int sum, int count) {
    return sum / count;
  }

  private int remainder(int sum, int count) {
    return sum % count;
  }

  private void store(Object[] values, Object value) {
    values[0] = value;
  }

  private void removeAll(List<String> lines) {
    for (String line : lines) {
      lines.remove(line);
    }
  }

  private int newest(List<Integer> years) {
    return Collections.max(years);
  }

  private RuntimeException unknown(String id) {
    return new UnknownOrder(id);
  }

  private void invoice(String id) {
    throw new UnknownOrder(id);
  }

  private void unit(String name) {
    TimeUnit.valueOf(name);
  }

  private int deep(int n) {
    return n % 2 == 0 ? even(n + 1) : odd(n + 1);
  }

  private int even(int n) {
    return deep(n) + 1;
  }

  private int odd(int n) {
    return deep(n) + 2;
  }

  private Customer root(Customer customer) {
    return customer.parent == null ? customer : root(customer.parent);
  }

  private LocalDate due(String text) {
    return LocalDate.parse(text, java.time.format.DateTimeFormatter.ofPattern("dd.MM.yyyy"));
  }

  private void open(Env env) {
    throw new IllegalStateException(
        "Import " + env.id() + " is running since " + new Date(env.number() * 1000000L));
  }

  private void close(Env env) {
    throw new IllegalStateException(
        "Import " + env.id() + " is running since " + new Date(env.number() * 1000000L));
  }

  private void wrap(Env env, String what) {
    try {
      if (what.equals("order")) {
        customer(env.id()).upperName();
      } else {
        price(env);
      }
    } catch (RuntimeException failure) {
      throw new IllegalStateException("Row " + env.number() + " of " + env.id() + ".csv", failure);
    }
  }

  private Iterable<String> ids(Env env) {
    return new Iterable<String>() {
      @Override
      public Iterator<String> iterator() {
        throw new IllegalStateException("Cursor " + env.id() + " is closed");
      }
    };
  }

  private final class Visitor {
    void visit(Env env) {
      secret(env.id());
    }
  }

  private void secret(String id) {
    throw new IllegalStateException("Vault " + id + " is locked");
  }

  private void hotNull(Env env, int times) {
    NullPointerException last = null;
    for (int i = 0; i < times; i++) {
      try {
        hotLength(i < 0 ? env.id() : null);
      } catch (NullPointerException thrown) {
        last = thrown;
        if (thrown.getStackTrace().length == 0) {
          break;
        }
      }
    }
    throw last;
  }

  private int hotLength(String text) {
    return text.length();
  }

  private void hotIndex(Env env, int times) {
    int[] values = new int[3];
    ArrayIndexOutOfBoundsException last = null;
    for (int i = 0; i < times; i++) {
      try {
        hotValue(values, 3 + i % 7);
      } catch (ArrayIndexOutOfBoundsException thrown) {
        last = thrown;
        if (thrown.getStackTrace().length == 0) {
          break;
        }
      }
    }
    throw last;
  }

  private int hotValue(int[] values, int index) {
    return values[index];
  }
}
