package com.acme.json;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.base.Preconditions;
import com.google.common.cache.CacheBuilder;
import com.google.common.cache.CacheLoader;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Iterables;
import com.google.gson.Gson;
import corpus.Env;
import corpus.Job;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.Yaml;

/** Jackson, Gson, SnakeYAML, JSON.org and Guava. */
public class Feed implements Job {
  // @insert

  /** What is read. */
  public static class Item {
    public int count;
    public List<Item> parts;
    public java.util.concurrent.TimeUnit unit;
  }

  /** Fails when it is written. */
  public static class Lazy {
    public String getName() {
      throw new IllegalStateException("not loaded");
    }
  }

  /** Has no properties. */
  public static class Empty {}

  private final ObjectMapper mapper = new ObjectMapper();

  @Override
  public String[] bugs() {
    return new String[] {
      "unknown-property",
      "not-a-number",
      "end",
      "broken",
      "enum",
      "object-for-array",
      "getter",
      "empty-bean",
      "orders-broken",
      "null-primitive",
      "gson-type",
      "gson-broken",
      "yaml-tab",
      "yaml-duplicate",
      "org-json-missing",
      "org-json-broken",
      "guava-argument",
      "guava-null",
      "guava-duplicate",
      "guava-single",
      "guava-cache",
      "cache-null",
      "tree",
    };
  }

  @Override
  public void run(String bug, Env env) throws Exception {
    switch (bug) {
      case "unknown-property":
        read("{\"x" + env.id() + "\": 1}");
        break;
      case "not-a-number":
        read("{\"count\": \"" + env.id() + "\"}");
        break;
      case "end":
        read("{\"count\": ");
        break;
      case "broken":
        read("{count" + env.id() + ": 1}");
        break;
      case "orders-broken":
        orders("{count" + env.id() + ": 1}");
        break;
      case "enum":
        read("{\"unit\": \"" + env.id() + "\"}");
        break;
      case "object-for-array":
        read("{\"parts\": {\"a\": 1}}");
        break;
      case "null-primitive":
        mapper
            .copy()
            .enable(
                com.fasterxml.jackson.databind.DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .readValue("{\"count\": null}", Item.class);
        break;
      case "getter":
        mapper.writeValueAsString(new Lazy());
        break;
      case "empty-bean":
        mapper.writeValueAsString(new Empty());
        break;
      case "tree":
        mapper.readTree("[1, 2").get(0);
        break;
      case "gson-type":
        new Gson().fromJson("{\"count\": \"x" + env.id() + "\"}", Item.class);
        break;
      case "gson-broken":
        new Gson().fromJson("{\"count\" 1}", Item.class);
        break;
      case "yaml-tab":
        new Yaml().load("a: 1\n\tb" + env.id() + ": 2");
        break;
      case "yaml-duplicate":
        new Yaml().load("a: [1, 2");
        break;
      case "org-json-missing":
        new org.json.JSONObject("{}").getInt("x" + env.id());
        break;
      case "org-json-broken":
        new org.json.JSONObject("{" + env.id());
        break;
      case "guava-argument":
        Preconditions.checkArgument(false, "count %s must be positive", -env.number());
        break;
      case "guava-null":
        Preconditions.checkNotNull(null, "no price for %s", env.id());
        break;
      case "guava-duplicate":
        String key = env.id();
        ImmutableMap.of(key, 1, key, 2);
        break;
      case "guava-single":
        Iterables.getOnlyElement(Arrays.asList(env.id(), "b"));
        break;
      case "guava-cache":
        CacheBuilder.newBuilder().build(CacheLoader.from((String k) -> rate(k))).get(env.id());
        break;
      case "cache-null":
        CacheBuilder.newBuilder().build(CacheLoader.from((String k) -> null)).get(env.id());
        break;
      default:
        break;
    }
  }

  private Integer rate(String key) {
    return Integer.valueOf("r" + key);
  }

  private Item read(String json) throws Exception {
    return mapper.readValue(json, Item.class);
  }

  private Map<?, ?> orders(String json) throws Exception {
    return mapper.readValue(json, Map.class);
  }
}
