package io.batchmon.weaving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunListener;
import io.batchmon.job.RunResult;
import io.batchmon.weaving.LargeClassesTest.TestHooks;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What woven methods do. */
class HookTransformerTest {
  private static final String SUBJECT = Subject.class.getName();

  private final List<String> failures = new ArrayList<>();
  private final List<String> ends = new ArrayList<>();

  @BeforeEach
  void listen() {
    Calls.reset();
    ReplacingAdvice.reset();
    JobRuns.listen(new Remembering());
  }

  @AfterEach
  void stop() {
    JobRuns.listen(null);
  }

  private static WovenLoader weave(Hook... hooks) throws Exception {
    return new WovenLoader(
        HookTransformerTest.class.getClassLoader(),
        SUBJECT::equals,
        HookIndex.of(new TestHooks(List.of(hooks))));
  }

  private static Hook spyOn(String method) {
    return Hook.on(SUBJECT).anyMethod(method).advice(SpyAdvice.class);
  }

  private static Object call(String method, Object... arguments) throws Throwable {
    return call(weave(spyOn(method)), method, arguments);
  }

  private static Object call(WovenLoader loader, String name, Object... arguments)
      throws Throwable {
    Class<?> woven = loader.loadClass(SUBJECT);
    Object subject = woven.getDeclaredConstructor().newInstance();
    Method method =
        Arrays.stream(woven.getMethods())
            .filter(candidate -> candidate.getName().equals(name))
            .findFirst()
            .orElseThrow();
    try {
      return method.invoke(subject, arguments);
    } catch (InvocationTargetException failure) {
      throw failure.getCause();
    }
  }

  @Test
  void classesOfASparedLoaderAreLeftAlone() throws Throwable {
    WovenLoader loader = weave(spyOn("anInt"));
    loader.spare();

    call(loader, "anInt", 1);

    assertThat(loader.woven()).isEmpty();
    assertThat(Calls.TOLD).isEmpty();
  }

  @Test
  void everyTypeIsReturnedAsItWas() throws Throwable {
    assertThat(call("nothing")).isNull();
    assertThat(call("aBoolean", true)).isEqualTo(true);
    assertThat(call("anInt", 1)).isEqualTo(2);
    assertThat(call("aLong", 1L, 2, 3.0, 4L)).isEqualTo(10L);
    assertThat(call("aFloat", 1f, 2.0)).isEqualTo(3f);
    assertThat(call("aDouble", (byte) 1, 'a', (short) 2, 3.0)).isEqualTo(103.0);
    assertThat(call("anArray", (Object) new String[] {"x"})).isEqualTo(new String[] {"x"});
    assertThat(call("loopAtTheStart", 3)).isEqualTo(0);
    assertThat(call("caught", " x ")).isEqualTo("x");
    assertThat(call("caught", (Object) null)).isEqualTo("caught");
    assertThat(call("switched", "two")).isEqualTo("2");
    assertThat(call("switched", "three")).isEqualTo("5");
    assertThat(Calls.TOLD).hasSize(24).doesNotContain("exit null null");
    assertThat(failures).isEmpty();
  }

  private static WovenLoader replacingArgument(String method, int index) throws Exception {
    return weave(
        Hook.on(SUBJECT)
            .anyMethod(method)
            .replacingArgument(index)
            .advice(ReplacingAdvice.Argument.class));
  }

  private static WovenLoader replacingResult(String method) throws Exception {
    return weave(
        Hook.on(SUBJECT).anyMethod(method).replacingResult().advice(ReplacingAdvice.Result.class));
  }

  @Test
  void methodGoesOnWithTheArgumentThatAdviceGivesIt() throws Throwable {
    ReplacingAdvice.newArgument = "new";
    assertThat(call(replacingArgument("overwritten", 0), "overwritten", "old", 1L))
        .isEqualTo("new17");
    assertThat(call(replacingArgument("caught", 0), "caught", (Object) null)).isEqualTo("new");
    assertThat(call(replacingArgument("switched", 0), "switched", "two")).isEqualTo("3");

    ReplacingAdvice.newArgument = new String[] {"y"};
    assertThat(call(replacingArgument("anArray", 0), "anArray", (Object) new String[] {"x"}))
        .isEqualTo(new String[] {"y"});
    assertThat(failures).isEmpty();
  }

  @Test
  void argumentStaysWhereAdviceHasNoneOrAWrongOneOrThrows() throws Throwable {
    assertThat(call(replacingArgument("caught", 0), "caught", "old")).isEqualTo("old");
    assertThat(failures).isEmpty();

    ReplacingAdvice.newArgument = 1;
    assertThat(call(replacingArgument("caught", 0), "caught", "old")).isEqualTo("old");
    assertThat(failures).hasSize(1).first().asString().contains("ClassCastException");

    Calls.enterFails = "advice";
    assertThat(call(replacingArgument("caught", 0), "caught", "old")).isEqualTo("old");
    assertThat(failures).hasSize(2);
  }

  @Test
  void primitiveOrMissingArgumentIsNotReplaced() throws Throwable {
    ReplacingAdvice.newArgument = 3;
    assertThat(call(replacingArgument("anInt", 0), "anInt", 1)).isEqualTo(2);
    assertThat(call(replacingArgument("caught", 1), "caught", "old")).isEqualTo("old");
    assertThat(Calls.TOLD).isEmpty();
  }

  @Test
  void exitThatTakesNoThrowableDoesNotFit() throws Throwable {
    WovenLoader loader = weave(Hook.on(SUBJECT).anyMethod("caught").advice(NoThrowable.class));
    assertThat(call(loader, "caught", " old ")).isEqualTo("old");
    assertThat(Calls.TOLD).isEmpty();
  }

  /** Advice that is wrong. */
  public static final class NoThrowable {
    private NoThrowable() {}

    public static void exit(Subject subject) {
      Calls.TOLD.add("exit");
    }
  }

  @Test
  void callerGetsTheResultThatAdviceGivesIt() throws Throwable {
    ReplacingAdvice.newResult = "new";
    assertThat(call(replacingResult("caught"), "caught", " old ")).isEqualTo("new");
    ReplacingAdvice.newResult = null;
    assertThat(call(replacingResult("caught"), "caught", " old ")).isNull();
    assertThat(Calls.TOLD).containsExactly("exit old null", "exit old null");
    assertThat(failures).isEmpty();
  }

  @Test
  void resultStaysWhereAdviceThrowsOrHasAWrongOneOrTheBodyThrew() throws Throwable {
    ReplacingAdvice.newResult = 1;
    assertThat(call(replacingResult("caught"), "caught", " old ")).isEqualTo("old");
    assertThat(failures).hasSize(1).first().asString().contains("ClassCastException");

    Calls.exitFails = "advice";
    assertThat(call(replacingResult("caught"), "caught", " old ")).isEqualTo("old");
    assertThat(failures).hasSize(2);

    RuntimeException failure = new IllegalStateException("No disk");
    assertThatThrownBy(() -> call(replacingResult("thrown"), "thrown", failure)).isSameAs(failure);
    assertThat(call(replacingResult("anInt"), "anInt", 1)).isEqualTo(2);
  }

  @Test
  void exceptionOfTheBodyReachesExitAndTheCaller() {
    RuntimeException failure = new IllegalStateException("No disk");

    assertThatThrownBy(() -> call("thrown", failure)).isSameAs(failure);

    assertThat(Calls.TOLD).containsExactly("enter", "exit state " + failure);
  }

  @Test
  void exitIsNotCalledWhenEnterReturnedNull() throws Throwable {
    Calls.state = null;

    assertThat(call("anInt", 1)).isEqualTo(2);

    assertThat(Calls.TOLD).containsExactly("enter");
  }

  @Test
  void enterThatThrowsIsToldAndTheBodyRuns() throws Throwable {
    Calls.enterFails = "advice";

    assertThat(call("anInt", 1)).isEqualTo(2);

    assertThat(Calls.TOLD).containsExactly("enter");
    assertThat(failures)
        .containsExactly("test " + SUBJECT + ".anInt: java.lang.IllegalStateException: advice");
  }

  @Test
  void exitThatThrowsEndsTheRunFromWhatTheBodyDid() throws Throwable {
    Calls.exitFails = "advice";
    Calls.state = new Ending();
    RuntimeException own = new IllegalArgumentException("own");

    assertThat(call("anInt", 1)).isEqualTo(2);
    assertThat(catchThrowable(() -> call("thrown", own))).isSameAs(own);

    assertThat(ends).containsExactly("SUCCEEDED", "FAILED " + own);
    assertThat(failures).hasSize(2);
  }

  @Test
  void exitIsGivenTheArgumentsAsTheyCame() throws Throwable {
    Hook hook =
        Hook.on(SUBJECT)
            .method("overwritten", "java.lang.String", "long")
            .field("field", "java.lang.String")
            .returned()
            .advice(ValuesAdvice.class);
    // advice names Subject, so it has to be a class of the same loader
    WovenLoader loader =
        new WovenLoader(
            getClass().getClassLoader(),
            name -> name.equals(SUBJECT) || name.equals(ValuesAdvice.class.getName()),
            HookIndex.of(new TestHooks(List.of(hook))));

    assertThat(call(loader, "overwritten", "a", 1L)).isEqualTo("a17");

    assertThat(Calls.TOLD).containsExactly("enter a1field", "exit a1fielda17");
    assertThat(failures).isEmpty();
    assertThat(loader.unfit()).isEmpty();
  }

  @Test
  void hooksOfOneMethodNest() throws Throwable {
    call(weave(spyOn("anInt"), spyOn("anInt")), "anInt", 1);

    assertThat(Calls.TOLD).containsExactly("enter", "enter", "exit state null", "exit state null");
  }

  private static Hook aroundCallsOf(String method) {
    return Hook.on(SUBJECT)
        .anyMethod("callsRunnable")
        .aroundCallsOf("io.batchmon.weaving.Subject$Task", method)
        .advice(CallAdvice.class);
  }

  @Test
  void adviceIsPutAroundEachCallOfAMethod() throws Throwable {
    WovenLoader loader = weave(aroundCallsOf("run"), spyOn("callsRunnable"));

    assertThat(call(loader, "callsRunnable", new Subject.Task(), 2)).isEqualTo(2);

    assertThat(Calls.TOLD)
        .containsExactly(
            "enter", "before", "run", "after", "before", "run", "after", "exit state null");
    assertThat(loader.unfit()).isEmpty();
  }

  @Test
  void calledMethodThatThrowsHasNoExit() throws Exception {
    Calls.exitFails = "No disk";
    WovenLoader loader = weave(aroundCallsOf("run"));

    assertThatThrownBy(() -> call(loader, "callsRunnable", new Subject.Task(), 2))
        .hasMessage("No disk");

    assertThat(Calls.TOLD).containsExactly("before", "run");
  }

  @Test
  void argumentOfACallIsGivenBeforeIt() throws Throwable {
    Hook hook =
        Hook.on(SUBJECT)
            .anyMethod("handles")
            .aroundCallsOf("io.batchmon.weaving.Subject$Handling", "handle")
            .advice(ArgumentAdvice.class);
    WovenLoader loader = weave(hook, spyOn("handles"));
    Subject.Handling swallowing = failure -> Calls.TOLD.add("handled " + failure.getMessage());

    assertThat(call(loader, "handles", swallowing, "No disk")).isEqualTo("No disk");

    assertThat(Calls.TOLD)
        .containsExactly("enter", "given No disk", "handled No disk", "exit state null");
    assertThat(loader.unfit()).isEmpty();
  }

  @Test
  void callThatIsNotThereIsTold() throws Throwable {
    WovenLoader loader = weave(aroundCallsOf("gone"));

    assertThat(call(loader, "callsRunnable", new Subject.Task(), 1)).isEqualTo(1);

    assertThat(Calls.TOLD).containsExactly("run");
    assertThat(loader.unfit()).hasSize(1);
  }

  @Test
  void lazyHookIsLeftAloneUntilThereIsAJob() throws Exception {
    Hook lazy = Hook.on(SUBJECT).anyMethod("anInt").lazily().advice(SpyAdvice.class);
    HookTransformer transformer =
        new HookTransformer(
            HookIndex.of(new TestHooks(List.of(lazy, spyOn("aLong")))),
            List.of(),
            (hook, loader, domain) -> {},
            new NoReport());
    HookTransformer onlyLazy =
        new HookTransformer(
            HookIndex.of(new TestHooks(List.of(lazy))),
            List.of(),
            (hook, loader, domain) -> {},
            new NoReport());
    assertThat(transformer.concerns(SUBJECT)).isTrue();
    assertThat(onlyLazy.concerns(SUBJECT)).isFalse();

    assertThat(onlyLazy.weaveLazyHooks()).isTrue();

    assertThat(onlyLazy.concerns(SUBJECT)).isTrue();
    assertThat(onlyLazy.weaveLazyHooks()).isFalse();
  }

  private static class NoReport implements WeavingListener {
    @Override
    public void woven(WovenHook hook, java.security.ProtectionDomain domain) {}

    @Override
    public void unfit(WovenHook hook, java.security.ProtectionDomain domain, String reason) {}

    @Override
    public void seen(String className) {}
  }

  @Test
  void hookThatFindsNothingIsToldUnlessItIsOptional() throws Throwable {
    WovenLoader loader =
        weave(
            spyOn("gone"),
            Hook.on(SUBJECT).anyMethod("alsoGone").optional().advice(SpyAdvice.class),
            spyOn("anInt"));

    assertThat(call(loader, "anInt", 1)).isEqualTo(2);

    assertThat(loader.unfit()).hasSize(1).first().asString().contains("Subject.gone");
    assertThat(loader.woven()).hasSize(1);
  }

  private static Hook form(String method, String parameter) {
    return Hook.on(SUBJECT).method(method, parameter).alternative().advice(SpyAdvice.class);
  }

  @Test
  void oneOfSeveralFormsOfAMethodIsEnough() throws Throwable {
    WovenLoader loader =
        weave(form("anInt", "java.lang.String"), form("anInt", "int"), form("anInt", "long"));

    assertThat(call(loader, "anInt", 1)).isEqualTo(2);

    assertThat(loader.unfit()).isEmpty();
    assertThat(loader.woven()).hasSize(1);
    assertThat(Calls.TOLD).containsExactly("enter", "exit state null");
  }

  @Test
  void methodOfWhichNoFormIsThereIsToldOnce() throws Throwable {
    WovenLoader loader =
        weave(
            form("anInt", "java.lang.String"),
            form("anInt", "long"),
            form("aLong", "int"),
            spyOn("anInt"));

    assertThat(call(loader, "anInt", 1)).isEqualTo(2);

    assertThat(loader.unfit())
        .satisfiesExactly(
            first -> assertThat(first).contains("Subject.anInt").contains("does not know"),
            second -> assertThat(second).contains("Subject.aLong").contains("does not know"));
  }

  @Test
  void adviceThatDoesNotFitIsToldAndTheMethodLeftAlone() throws Throwable {
    WovenLoader loader =
        weave(Hook.on(SUBJECT).anyMethod("anInt").advice(ValuesAdvice.class), spyOn("aLong"));

    assertThat(call(loader, "anInt", 1)).isEqualTo(2);

    assertThat(loader.unfit()).hasSize(1).first().asString().contains("Subject.anInt");
    assertThat(failures).isEmpty();
  }

  @Test
  void fieldOfAnotherTypeIsToldAndTheMethodLeftAlone() throws Throwable {
    WovenLoader loader =
        weave(
            Hook.on(SUBJECT)
                .anyMethod("anInt")
                .field("field", "java.util.Date")
                .advice(DoNothingAdvice.class));

    assertThat(call(loader, "anInt", 1)).isEqualTo(2);

    assertThat(loader.unfit()).hasSize(1).first().asString().contains("Subject.anInt");
    assertThat(loader.woven()).isEmpty();
    assertThat(failures).isEmpty();
  }

  @Test
  void garbageIsToldAndNeverThrown() throws Exception {
    WovenLoader any = weave(spyOn("anInt"));
    any.with(SUBJECT, new byte[] {1, 2, 3});

    assertThatThrownBy(() -> any.loadClass(SUBJECT)).isInstanceOf(ClassFormatError.class);

    assertThat(any.unfit()).hasSize(1).first().asString().contains("weaving failed");
  }

  @Test
  void classWithoutHookIsNotRead() throws Exception {
    HookTransformer transformer =
        new HookTransformer(List.of(), List.of(), (hook, loader, domain) -> {}, null);

    assertThat(transformer.transform(null, "a/B", null, null, null)).isNull();
    assertThat(transformer.concerns("a.B")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {Opcodes.V1_5, Opcodes.V1_6, Opcodes.V1_8, Opcodes.V17})
  void valuesLeftOnTheStackAndSlotsSharedWithArgumentsAreNoVerifyError(int version)
      throws Throwable {
    WovenLoader loader = weave(spyOn("odd")).with(SUBJECT, oddClass(version));

    assertThat(call(loader, "odd", 1)).isEqualTo(5L);
    assertThat(call(loader, "odd", 0)).isEqualTo(6L);

    assertThat(Calls.TOLD).containsExactly("enter", "exit state null", "enter", "exit state null");
    assertThat(loader.unfit()).isEmpty();
  }

  @Test
  void classFileNewerThanTheReaderIsWovenAndKeepsItsVersion() throws Exception {
    byte[] newer = oddClass(Opcodes.V17);
    newer[7] = 90;
    WovenHook hook = HookIndex.of(new TestHooks(List.of(spyOn("odd")))).get(0);
    List<String> told = new ArrayList<>();
    HookTransformer transformer =
        new HookTransformer(
            List.of(hook),
            List.of(),
            (same, loader, domain) -> told.add("defined"),
            new WeavingListener() {
              @Override
              public void woven(WovenHook same, java.security.ProtectionDomain domain) {
                told.add("woven");
              }

              @Override
              public void unfit(
                  WovenHook same, java.security.ProtectionDomain domain, String reason) {
                told.add(reason);
              }

              @Override
              public void seen(String className) {}
            });

    byte[] woven = transformer.transform(null, SUBJECT.replace('.', '/'), null, null, newer);

    assertThat(woven).isNotNull();
    assertThat(woven[7]).isEqualTo((byte) 90);
    assertThat(told).containsExactly("defined", "woven");
  }

  @Test
  void classThatIsWatchedIsToldOfWhetherItHasHooksOrNot() throws Exception {
    String name = SUBJECT.replace('.', '/');
    List<String> seen = new ArrayList<>();
    for (List<Hook> hooks : List.of(List.<Hook>of(), List.of(spyOn("odd")))) {
      HookTransformer transformer =
          new HookTransformer(
              HookIndex.of(new TestHooks(hooks)),
              List.of(name),
              (hook, loader, domain) -> {},
              new NoReport() {
                @Override
                public void seen(String className) {
                  seen.add(className + ' ' + hooks.size());
                }
              });
      byte[] woven = transformer.transform(null, name, null, null, oddClass(Opcodes.V17));
      assertThat(woven != null).isEqualTo(!hooks.isEmpty());
    }

    assertThat(seen).containsExactly(name + " 0", name + " 1");
  }

  /**
   * {@code odd(int)} returns over an int, a long and a double; a long takes the argument's slot.
   */
  private static byte[] oddClass(int version) {
    ClassWriter writer = new ClassWriter(0);
    writer.visit(
        version, Opcodes.ACC_PUBLIC, SUBJECT.replace('.', '/'), null, "java/lang/Object", null);
    MethodVisitor constructor = writer.visitMethod(Opcodes.ACC_PUBLIC, "<init>", "()V", null, null);
    constructor.visitCode();
    constructor.visitVarInsn(Opcodes.ALOAD, 0);
    constructor.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
    constructor.visitInsn(Opcodes.RETURN);
    constructor.visitMaxs(1, 1);
    MethodVisitor odd = writer.visitMethod(Opcodes.ACC_PUBLIC, "odd", "(I)J", null, null);
    odd.visitCode();
    odd.visitInsn(Opcodes.ICONST_1);
    odd.visitInsn(Opcodes.LCONST_1);
    odd.visitInsn(Opcodes.DCONST_1);
    odd.visitVarInsn(Opcodes.ILOAD, 1);
    Label zero = new Label();
    odd.visitJumpInsn(Opcodes.IFEQ, zero);
    odd.visitLdcInsn(5L);
    odd.visitVarInsn(Opcodes.LSTORE, 1);
    odd.visitVarInsn(Opcodes.LLOAD, 1);
    odd.visitInsn(Opcodes.LRETURN);
    odd.visitLabel(zero);
    if (version >= Opcodes.V1_6) {
      odd.visitFrame(
          Opcodes.F_FULL,
          2,
          new Object[] {SUBJECT.replace('.', '/'), Opcodes.INTEGER},
          3,
          new Object[] {Opcodes.INTEGER, Opcodes.LONG, Opcodes.DOUBLE});
    }
    odd.visitInsn(Opcodes.DUP2_X2);
    odd.visitLdcInsn(6L);
    odd.visitInsn(Opcodes.LRETURN);
    odd.visitMaxs(9, 3);
    writer.visitEnd();
    return writer.toByteArray();
  }

  private final class Ending implements OpenRun {
    @Override
    public void end(RunResult result) {
      ends.add(result.toString());
    }

    @Override
    public void leave() {}

    @Override
    public boolean stopRequested() {
      return false;
    }

    @Override
    public RunKind kind() {
      return RunKind.JOB;
    }
  }

  private final class Remembering implements RunListener {
    @Override
    public OpenRun started(JobRun run, Object owner, OpenRun parent) {
      return OpenRun.NONE;
    }

    @Override
    public OpenRun open(Object owner, boolean inAnyThread) {
      return null;
    }

    @Override
    public OpenRun current() {
      return null;
    }

    @Override
    public void stopRequested(JobName name, String instanceId, boolean requested) {}

    @Override
    public void missed(JobName name, long scheduledMillis, String reason) {}

    @Override
    public void adviceFailed(String hook, Throwable failure) {
      failures.add(hook + ": " + failure);
    }
  }
}
