package io.batchmon.agent.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.agent.config.Redactor;
import io.batchmon.job.JobName;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SavedHistoriesTest {
  private static final JobName JOB = JobName.of("main", "End\tOf\\Day\nü");
  private static final long NIGHT = 86_400_000;

  @TempDir private Path folder;

  private File directory() {
    return folder.resolve("a").toFile();
  }

  private Path file() {
    return directory().toPath().resolve(SavedHistories.FILE);
  }

  /** One JVM, in which a job has worked so often. */
  private void life(JobName job, int runs, long firstMillis, long duration) throws IOException {
    Map<JobName, JobHistory> histories = new ConcurrentHashMap<>();
    JobHistory history = new JobHistory();
    histories.put(job, history);
    for (int run = 0; run < runs; run++) {
      history.succeeded(firstMillis + run, duration + run);
    }
    SavedHistories saved = new SavedHistories(directory(), histories, Redactor.builtIn());
    assertThat(saved.isUnsaved()).isTrue();
    saved.save();
    assertThat(saved.isUnsaved()).isFalse();
    saved.save();
  }

  private Map<JobName, JobHistory> known() throws IOException {
    Map<JobName, JobHistory> histories = new ConcurrentHashMap<>();
    new SavedHistories(directory(), histories, Redactor.builtIn()).recall();
    return histories;
  }

  @Test
  void nextJvmKnowsTheLastThirtyRuns() throws IOException {
    life(JOB, 1, NIGHT, 40_000);
    life(JOB, 2, 2 * NIGHT, 50_000);
    JobHistory history = known().get(JOB);
    assertThat(history.known()).isEqualTo(3);
    assertThat(history.usualMillis()).isEqualTo(50_000);
    assertThat(history.lastSuccessMillis()).isEqualTo(2 * NIGHT + 1);
    assertThat(history.hasRun()).isFalse();
    assertThat(history.isUnsaved()).isFalse();

    life(JobName.of("quartz", "", "b"), 3, NIGHT, 1000);
    life(JOB, 100, 3 * NIGHT, 10_000);
    assertThat(known()).hasSize(2);
    assertThat(known().get(JOB).known()).isEqualTo(30);
    assertThat(known().get(JOB).usualMillis()).isEqualTo(10_085);
  }

  @Test
  void ownRunsCountBeforeThoseOfEarlierJvms() {
    JobHistory history = new JobHistory();
    long[] earlier = new long[30];
    Arrays.fill(earlier, 1000);
    history.recall(NIGHT, earlier);
    for (int run = 0; run < 20; run++) {
      history.succeeded(2 * NIGHT, 5000);
    }

    assertThat(history.known()).isEqualTo(30);
    assertThat(history.usualMillis()).isEqualTo(5000);
    assertThat(history.unsaved()).hasSize(20).containsOnly(5000);
  }

  @Test
  void nameThatHoldsASecretIsNotOnTheDisk() throws IOException {
    life(JobName.of("main", "sync https://user:hunter22@host/x"), 1, NIGHT, 1);

    assertThat(file()).doesNotExist();
  }

  @Test
  void damagedLinesCostOnlyThemselves() throws IOException {
    life(JOB, 3, NIGHT, 1000);
    byte[] whole = Files.readAllBytes(file());
    Random random = new Random(7);
    for (int trial = 0; trial < 500; trial++) {
      byte[] damaged = Arrays.copyOf(whole, random.nextInt(whole.length) + 1);
      damaged[random.nextInt(damaged.length)] ^= (byte) (1 + random.nextInt(255));
      Files.write(file(), damaged);
      life(JobName.of("main", "b"), 3, NIGHT, 2000);
      Map<JobName, JobHistory> known = known();
      assertThat(known.get(JobName.of("main", "b")).usualMillis()).isEqualTo(2001);
      assertThat(known.keySet()).isSubsetOf(JOB, JobName.of("main", "b"));
    }
  }

  @Test
  void fileStaysSmallAndForgetsWhatHasNotWorkedForLongest() throws IOException {
    Map<JobName, JobHistory> histories = new ConcurrentHashMap<>();
    SavedHistories saved = new SavedHistories(directory(), histories, Redactor.builtIn());
    for (int minute = 0; minute < 30; minute++) {
      for (int job = 0; job < 900; job++) {
        JobName name = JobName.of("quartz", "group", "job-" + job + "-" + minute % 3);
        JobHistory history = histories.computeIfAbsent(name, missing -> new JobHistory());
        history.succeeded(minute * 60_000L, 1000 + job);
      }
      saved.save();
      assertThat(Files.size(file())).isLessThan(SavedHistories.MOST_BYTES + 1000);
    }
    JobName newest = JobName.of("quartz", "group", "job-1-2");
    assertThat(known()).containsKey(newest).hasSizeLessThan(2800);
    assertThat(known().get(newest).usualMillis()).isEqualTo(1001);
  }

  @Test
  void lineOfANewerVersionIsReadAsFarAsItIsKnown() throws IOException {
    life(JOB, 3, NIGHT, 1000);
    String line = Files.readString(file());
    assertThat(line.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(100);
    String text = line.substring(9).stripTrailing() + "\tand more";
    java.util.zip.CRC32 sum = new java.util.zip.CRC32();
    sum.update(text.getBytes(StandardCharsets.UTF_8));
    Files.writeString(file(), String.format("%08x %s%n", sum.getValue(), text));

    assertThat(known()).containsOnlyKeys(JOB);
  }
}
