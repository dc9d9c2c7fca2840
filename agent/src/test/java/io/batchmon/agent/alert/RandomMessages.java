package io.batchmon.agent.alert;

import io.batchmon.agent.run.LoggedLine;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.util.Map;
import java.util.Random;

/** Messages about jobs and exceptions whose every text is an attack on what shows them. */
public final class RandomMessages {
  private RandomMessages() {}

  public static AlertMessage of(TickingClock clock, Random random) {
    String host = text(random, 300);
    Map<String, String> values =
        Map.of("batchmon.trace.url", "https://t.example/{traceId}?<|>&" + host);
    Messages messages = Messages.of(clock, values, text(random, 300), text(random, 40), host);
    JobRun run =
        JobRun.builder(RunKind.JOB, JobName.of("main", text(random, 50), text(random, 400)))
            .schedule(text(random, 400))
            .trigger(text(random, 100))
            .nextMillis(random.nextLong() >> 16)
            .attempt(random.nextInt(5))
            .build();
    RunResult result =
        random.nextInt(4) == 0
            ? RunResult.failed(text(random, 20_000), text(random, 500))
            : RunResult.failed(thrown(random, random.nextInt(9)));
    AlertMessage failed =
        messages.failed(
            run,
            result.withStatus(text(random, 400)).withExitCode(text(random, 400)),
            lines(clock, random));
    if (random.nextInt(5) > 0) {
      return failed;
    }
    return messages.recovered(run, failed.event(), 1 + random.nextInt(1000));
  }

  private static LoggedLine[] lines(TickingClock clock, Random random) {
    LoggedLine[] lines = new LoggedLine[random.nextInt(21)];
    for (int i = 0; i < lines.length; i++) {
      lines[i] =
          LoggedLine.of(
              "logback",
              clock.currentMillis() + random.nextInt(5000),
              random.nextInt(24),
              text(random, 100),
              text(random, 3000),
              random.nextInt(5) == 0 ? thrown(random, 0) : null);
    }
    return lines;
  }

  private static Throwable thrown(Random random, int causes) {
    Throwable cause = causes == 0 ? null : thrown(random, causes - 1);
    Throwable thrown =
        new IllegalStateException(random.nextInt(5) == 0 ? null : text(random, 12_000), cause);
    StackTraceElement[] frames = new StackTraceElement[random.nextInt(40)];
    for (int i = 0; i < frames.length; i++) {
      String type = random.nextInt(3) == 0 ? "java.util." : "";
      frames[i] =
          new StackTraceElement(
              type + text(random, 150), text(random, 100), text(random, 50), random.nextInt());
    }
    thrown.setStackTrace(frames);
    return thrown;
  }

  private static final String[] PIECES = {
    "<!channel>",
    "<@U123>",
    "<#C1|x>",
    "&",
    "&lt;",
    "<",
    ">",
    "```",
    "*",
    "|",
    "\n",
    "\r\n",
    "\u0000",
    "\ud83d\ude00",
    "\ud800",
    "\udfff",
    "\u202e",
    "\uffff",
    "http://x/<y>",
    " ",
    "%",
    "\u2028",
    "ä",
    "<!date^1^{date}|x>",
    "\"",
    "\\",
    "\t",
    "文",
    "e\u0301"
  };

  /** Mostly short, at times as long as it may get. */
  public static String text(Random random, int most) {
    int length = random.nextInt(10) == 0 ? random.nextInt(most + 1) : random.nextInt(40);
    StringBuilder text = new StringBuilder();
    while (text.length() < length) {
      int kind = random.nextInt(4);
      if (kind == 0) {
        text.append(PIECES[random.nextInt(PIECES.length)]);
      } else if (kind == 1) {
        text.append((char) random.nextInt(0x10000));
      } else if (kind == 2) {
        text.appendCodePoint(random.nextInt(0x110000));
      } else {
        text.append((char) (' ' + random.nextInt(95)));
      }
    }
    return text.toString();
  }
}
