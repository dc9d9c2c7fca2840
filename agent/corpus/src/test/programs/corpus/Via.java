package corpus;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicReference;
import javassist.util.proxy.MethodHandler;
import javassist.util.proxy.ProxyFactory;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.dynamic.loading.ClassLoadingStrategy;
import net.bytebuddy.implementation.MethodDelegation;
import net.bytebuddy.implementation.bind.annotation.SuperCall;
import net.bytebuddy.matcher.ElementMatchers;
import org.aopalliance.intercept.MethodInterceptor;
import org.mockito.Mockito;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.Scheduler;
import org.quartz.TriggerBuilder;
import org.quartz.impl.DirectSchedulerFactory;
import org.quartz.listeners.JobListenerSupport;
import org.springframework.retry.support.RetryTemplate;

/** The ways in which a call reaches a job: a failure is the same, whichever was taken. */
final class Via {
  static final String[] ALL = {
    "direct",
    "jdk-proxy",
    "spring-jdk-proxy",
    "spring-cglib",
    "byte-buddy",
    "javassist",
    "mockito",
    "reflection",
    "reflection-often",
    "executor",
    "completable-future",
    "fork-join",
    "lambda",
    "spring-retry",
    "quartz",
    "runtime-exception",
  };

  /** This way does not exist with these libraries. */
  static final class NotHere extends Exception {
    NotHere(Throwable cause) {
      super(cause);
    }
  }

  private Via() {}

  static void run(String via, Job job, String bug, Env env) throws Throwable {
    switch (via) {
      case "direct":
        job.run(bug, env);
        return;
      case "jdk-proxy":
        jdkProxy(job).run(bug, env);
        return;
      case "spring-jdk-proxy":
        spring(job, false).run(bug, env);
        return;
      case "spring-cglib":
        spring(job, true).run(bug, env);
        return;
      case "byte-buddy":
        byteBuddy(job).run(bug, env);
        return;
      case "javassist":
        javassist(job).run(bug, env);
        return;
      case "mockito":
        mockito(job).run(bug, env);
        return;
      case "reflection":
        reflect(job.getClass().getMethod("run", String.class, Env.class), job, bug, env);
        return;
      case "reflection-often":
        Method method = job.getClass().getMethod("run", String.class, Env.class);
        for (int i = 0; i < 20; i++) {
          try {
            method.invoke(job, "none", env);
          } catch (InvocationTargetException ignored) {
            break;
          }
        }
        reflect(method, job, bug, env);
        return;
      case "executor":
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try {
          executor.submit(task(job, bug, env)).get();
        } finally {
          executor.shutdownNow();
        }
        return;
      case "completable-future":
        CompletableFuture.supplyAsync(() -> called(job, bug, env)).join();
        return;
      case "fork-join":
        // in threads of the pool exceptions are copied
        new ForkJoinPool(2)
            .submit(
                () ->
                    Arrays.asList(1, 2, 3, 4, 5, 6, 7, 8).parallelStream()
                        .forEach(i -> called(job, bug, env)))
            .get();
        return;
      case "lambda":
        Runnable runnable = () -> called(job, bug, env);
        runnable.run();
        return;
      case "spring-retry":
        RetryTemplate.builder()
            .maxAttempts(2)
            .build()
            .execute(context -> task(job, bug, env).call());
        return;
      case "quartz":
        quartz(job, bug, env);
        return;
      case "runtime-exception":
        try {
          job.run(bug, env);
        } catch (Exception failure) {
          throw new RuntimeException(failure);
        }
        return;
      default:
        throw new IllegalArgumentException(via);
    }
  }

  private static void reflect(Method method, Job job, String bug, Env env) throws Exception {
    method.invoke(job, bug, env);
  }

  private static Callable<Object> task(Job job, String bug, Env env) {
    return new Callable<Object>() {
      @Override
      public Object call() throws Exception {
        job.run(bug, env);
        return null;
      }
    };
  }

  private static Object called(Job job, String bug, Env env) {
    try {
      job.run(bug, env);
      return null;
    } catch (RuntimeException | Error failure) {
      throw failure;
    } catch (Exception failure) {
      throw new java.util.concurrent.CompletionException(failure);
    }
  }

  private static Job jdkProxy(Job job) {
    return (Job)
        Proxy.newProxyInstance(
            job.getClass().getClassLoader(),
            new Class<?>[] {Job.class},
            new InvocationHandler() {
              @Override
              public Object invoke(Object proxy, Method method, Object[] args) throws Throwable {
                return method.invoke(job, args);
              }
            });
  }

  private static Job spring(Job job, boolean subclass) throws NotHere {
    try {
      org.springframework.aop.framework.ProxyFactory factory =
          new org.springframework.aop.framework.ProxyFactory(job);
      factory.setProxyTargetClass(subclass);
      factory.addAdvice((MethodInterceptor) invocation -> invocation.proceed());
      return (Job) factory.getProxy();
    } catch (RuntimeException | Error missing) {
      throw new NotHere(missing);
    }
  }

  /** Public for Byte Buddy. */
  public static final class Around {
    private Around() {}

    public static Object around(@SuperCall Callable<?> call) throws Exception {
      return call.call();
    }
  }

  private static Job byteBuddy(Job job) throws NotHere {
    try {
      return (Job)
          new ByteBuddy()
              .subclass(job.getClass())
              .method(ElementMatchers.named("run"))
              .intercept(MethodDelegation.to(Around.class))
              .make()
              .load(job.getClass().getClassLoader(), ClassLoadingStrategy.Default.WRAPPER)
              .getLoaded()
              .getDeclaredConstructor()
              .newInstance();
    } catch (Exception | Error missing) {
      throw new NotHere(missing);
    }
  }

  private static Job javassist(Job job) throws NotHere {
    try {
      ProxyFactory factory = new ProxyFactory();
      factory.setSuperclass(job.getClass());
      return (Job)
          factory.create(
              new Class<?>[0],
              new Object[0],
              new MethodHandler() {
                @Override
                public Object invoke(Object self, Method method, Method proceed, Object[] args)
                    throws Throwable {
                  return proceed.invoke(self, args);
                }
              });
    } catch (Exception | Error missing) {
      throw new NotHere(missing);
    }
  }

  private static Job mockito(Job job) throws NotHere {
    try {
      return Mockito.spy(job);
    } catch (RuntimeException | Error missing) {
      throw new NotHere(missing);
    }
  }

  private static final AtomicReference<Object[]> CALL = new AtomicReference<>();
  private static final AtomicReference<Throwable> THROWN = new AtomicReference<>();

  /** What the scheduler instantiates. */
  public static final class QuartzJob implements org.quartz.Job {
    @Override
    public void execute(JobExecutionContext context) throws JobExecutionException {
      Object[] call = CALL.get();
      try {
        ((Job) call[0]).run((String) call[1], (Env) call[2]);
      } catch (RuntimeException failure) {
        throw failure;
      } catch (Exception failure) {
        throw new JobExecutionException(failure);
      }
    }
  }

  private static void quartz(Job job, String bug, Env env) throws Throwable {
    CALL.set(new Object[] {job, bug, env});
    THROWN.set(null);
    String name = "q" + env.id();
    DirectSchedulerFactory factory = DirectSchedulerFactory.getInstance();
    org.quartz.simpl.SimpleThreadPool pool = new org.quartz.simpl.SimpleThreadPool(1, 5);
    pool.setMakeThreadsDaemons(true);
    factory.createScheduler(name, name, pool, new org.quartz.simpl.RAMJobStore());
    Scheduler scheduler = factory.getScheduler(name);
    java.util.concurrent.CountDownLatch done = new java.util.concurrent.CountDownLatch(1);
    scheduler
        .getListenerManager()
        .addJobListener(
            new JobListenerSupport() {
              @Override
              public String getName() {
                return "corpus";
              }

              @Override
              public void jobWasExecuted(
                  JobExecutionContext context, JobExecutionException thrown) {
                THROWN.set(thrown);
                done.countDown();
              }
            });
    JobDetail detail = JobBuilder.newJob(QuartzJob.class).withIdentity("job").build();
    scheduler.scheduleJob(detail, TriggerBuilder.newTrigger().startNow().build());
    scheduler.start();
    done.await(10, java.util.concurrent.TimeUnit.SECONDS);
    scheduler.shutdown(false);
    Throwable thrown = THROWN.get();
    if (thrown != null) {
      throw thrown;
    }
  }
}
