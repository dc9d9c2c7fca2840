package io.batchmon.agent.entrypoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.agent.config.AgentLog;
import io.batchmon.agent.config.Settings;
import io.batchmon.agent.run.Clock;
import io.batchmon.weaving.HookIndex;
import io.batchmon.weaving.WovenHook;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.implementation.StubMethod;
import org.junit.jupiter.api.Test;

class EntryPointsTest {
  private static final WovenHook TEMPLATE =
      HookIndex.parse(
          "custom\t@entrypoint\t@any\t-\tio/batchmon/instrumentation/custom/EntryPointAdvice\t"
              + "(Ljava/lang/String;Ljava/lang/Object;)Lio/batchmon/job/OpenRun;\t"
              + "(Lio/batchmon/job/OpenRun;Ljava/lang/Throwable;)V\t-\tfje\t-");

  /** In a package that is left alone. */
  public static class Night implements Runnable {
    @Override
    public void run() {}
  }

  private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
  private long nanos;

  private EntryPoints of(String setting) {
    AgentLog log = AgentLog.to(new PrintStream(stderr, true, StandardCharsets.UTF_8));
    Clock clock =
        new Clock() {
          @Override
          public long currentMillis() {
            return nanos / 1_000_000;
          }

          @Override
          public long nanoTime() {
            return nanos;
          }
        };
    return EntryPoints.of(
        new Settings(Map.of("batchmon.entrypoints", new Settings.Value(setting, "test")), log),
        TEMPLATE,
        log,
        clock);
  }

  private static List<String> found(EntryPoints points, Class<?> type) throws IOException {
    String name = type.getName().replace('.', '/');
    try (var in = type.getClassLoader().getResourceAsStream(name + ".class")) {
      return points.hooksOf(type.getClassLoader(), name, in.readAllBytes()).stream()
          .map(WovenHook::display)
          .toList();
    }
  }

  @Test
  void classesOfLibrariesAreNotLookedAt() throws IOException {
    assertThat(found(of("implements java.lang.Runnable#run"), Night.class)).isEmpty();
    assertThat(stderr.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  private static DynamicType.Unloaded<Object> manyJobs(int count) {
    DynamicType.Builder<Object> builder =
        new ByteBuddy().subclass(Object.class).name("com.acme.Jobs");
    for (int i = 0; i < count; i++) {
      builder =
          builder
              .defineMethod("run", void.class, 1)
              .withParameters(arrayType(i))
              .intercept(StubMethod.INSTANCE);
    }
    return builder.make();
  }

  private static Class<?> arrayType(int dimensionsAndType) {
    Class<?>[] types = {int.class, long.class, String.class, Object.class, byte.class};
    Class<?> type = types[dimensionsAndType % types.length];
    for (int i = 0; i < dimensionsAndType / types.length; i++) {
      type = type.arrayType();
    }
    return type;
  }

  @Test
  void entryThatMatchesTooMuchIsSaidOnceAndLimited() {
    EntryPoints points = of("com.acme.*#run");
    int methods = 0;
    for (int i = 0; i < 6; i++) {
      methods +=
          points
              .hooksOf(getClass().getClassLoader(), "com/acme/Jobs", manyJobs(200).getBytes())
              .size();
    }
    assertThat(methods).isEqualTo(1000);
    assertThat(stderr.toString(StandardCharsets.UTF_8).lines())
        .singleElement()
        .asString()
        .contains("batchmon.entrypoints: \"com.acme.*#run\" matches more than 1000 methods");
  }

  @Test
  void entryThatMatchedNothingIsSaidAfterAMinute() {
    EntryPoints points = of("com.acme.*#run, com.acme.*#walk");
    byte[] jobs = manyJobs(1).getBytes();
    assertThat(points.hooksOf(getClass().getClassLoader(), "com/acme/Jobs", jobs)).hasSize(1);
    assertThat(stderr.size()).isZero();
    nanos = 61_000_000_000L;
    points.hooksOf(null, "java/lang/Late", jobs);
    points.awaitFlush(0);
    assertThat(stderr.toString(StandardCharsets.UTF_8).lines())
        .singleElement()
        .asString()
        .contains("\"com.acme.*#walk\" has matched no method");
  }
}
