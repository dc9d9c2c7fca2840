package corpus;

import io.batchmon.agent.run.FailureText;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Raises all bugs of the jobs named, in all the ways there are, and writes down what the agent
 * reads of each: Recorder FILE BUILD SEED JOB...
 */
public final class Recorder {
  private final Map<String, Integer> frames = new LinkedHashMap<>();
  private final PrintWriter out;

  private Recorder(PrintWriter out) {
    this.out = out;
  }

  public static void main(String[] args) throws Exception {
    try (Writer writer = Files.newBufferedWriter(Paths.get(args[0]), StandardCharsets.UTF_8);
        PrintWriter out = new PrintWriter(writer)) {
      Recorder recorder = new Recorder(out);
      Env env = new Env(Long.parseLong(args[2]));
      for (int i = 3; i < args.length; i++) {
        long start = System.nanoTime();
        recorder.record(args[i], args[1], env);
        System.err.println(args[i] + " " + (System.nanoTime() - start) / 1_000_000 + " ms");
      }
      env.close();
    }
    Runtime.getRuntime().halt(0);
  }

  private void record(String name, String build, Env env) throws Exception {
    Job job;
    try {
      job = (Job) Class.forName(name).getDeclaredConstructor().newInstance();
    } catch (Throwable missing) {
      System.err.println("left out: " + name + ": " + missing);
      return;
    }
    int bugs = 0;
    for (String bug : job.bugs()) {
      for (String via : Via.ALL) {
        // every way for some, or there would be too many alike
        boolean all = bugs < 2 && build.equals("a") && !Boolean.getBoolean("corpus.direct");
        if (!via.equals("direct") && !all) {
          continue;
        }
        Throwable thrown = null;
        try {
          Via.run(via, job, bug, env);
        } catch (Throwable failure) {
          thrown = failure;
        }
        if (thrown == null || thrown instanceof Via.NotHere) {
          System.err.println("nothing thrown: " + name + " " + bug + " " + via + " " + thrown);
        } else {
          write(name, bug, build, via, FailureText.of(thrown));
        }
      }
      bugs++;
    }
  }

  private void write(String job, String bug, String build, String via, FailureText failure) {
    StringBuilder text = new StringBuilder();
    for (FailureText.Cause cause : failure.causes()) {
      text.append("C\t").append(cause.type()).append('\t');
      text.append(cause.code() == null ? "" : cause.code()).append('\t');
      text.append(cause.message() == null ? "-" : "=" + plain(cause.message())).append('\t');
      for (StackTraceElement frame : cause.frames()) {
        if (!frame.getClassName().startsWith("corpus.")) {
          text.append(number(frame)).append(' ');
        }
      }
      text.append('\n');
    }
    out.print("E\t" + job + '\t' + bug + '\t' + build + '\t' + via + '\n');
    out.print(text);
    out.flush();
  }

  private int number(StackTraceElement frame) {
    String text =
        frame.getClassName()
            + '\t'
            + frame.getMethodName()
            + '\t'
            + (frame.getFileName() == null ? "" : frame.getFileName())
            + '\t'
            + frame.getLineNumber();
    Integer known = frames.get(text);
    if (known == null) {
      known = frames.size();
      frames.put(text, known);
      out.print("F\t" + known + '\t' + text + '\n');
    }
    return known;
  }

  private static String plain(String message) {
    String cut = message.length() > 600 ? message.substring(0, 600) : message;
    return cut.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t");
  }
}
