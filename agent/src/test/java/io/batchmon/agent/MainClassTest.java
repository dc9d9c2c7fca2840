package io.batchmon.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainClassTest {
  @TempDir Path directory;

  @Test
  void mainClassOnTheCommandLine() {
    MainClass main = MainClass.of("com.acme.Nightly 2026-01-01 full", "/opt/app/lib");
    assertThat(main.name()).isEqualTo("com.acme.Nightly");
    assertThat(main.internalName()).isEqualTo("com/acme/Nightly");
    assertThat(main.simpleName()).isEqualTo("Nightly");
  }

  @Test
  void nestedMainClassIsCalledByItsOwnName() {
    assertThat(MainClass.of("com.acme.Jobs$Nightly", "x").simpleName()).isEqualTo("Nightly");
  }

  @Test
  void applicationThatIsSubmittedToSpark() {
    MainClass main =
        MainClass.of("org.apache.spark.deploy.SparkSubmit --class com.acme.Nightly a.jar", "x");
    assertThat(main.internalName()).isEqualTo("org/apache/spark/deploy/SparkSubmit");
    assertThat(main.application()).isEqualTo("com.acme.Nightly");
    assertThat(main.simpleName()).isEqualTo("Nightly");
  }

  @Test
  void applicationThatFlinkRunCalls() throws IOException {
    String run = "org.apache.flink.client.cli.CliFrontend run ";
    MainClass main = MainClass.of(run + "-c com.acme.Nightly a.jar", "x");
    assertThat(main.name()).isEqualTo("org.apache.flink.client.cli.CliFrontend");
    assertThat(main.application()).isEqualTo("com.acme.Nightly");
    Path jar = jar("jobs.jar", "com.acme.Settlement", null);
    assertThat(MainClass.of(run + "-p 2 " + jar + " full", "x").simpleName())
        .isEqualTo("Settlement");
    assertThat(MainClass.of(run + "gone.jar", "x").simpleName()).isEqualTo("CliFrontend");
  }

  @Test
  void moduleAndClass() {
    assertThat(MainClass.of("com.acme.jobs/com.acme.Nightly full", "").name())
        .isEqualTo("com.acme.Nightly");
  }

  @Test
  void manifestOfTheJarEvenWithSpacesInItsPath() throws IOException {
    Path jar = jar("my jobs.jar", "com.acme.Nightly", null);
    assertThat(MainClass.of(jar + " full", jar.toString()).name()).isEqualTo("com.acme.Nightly");
    assertThat(MainClass.of(jar.toString(), jar.toString()).name()).isEqualTo("com.acme.Nightly");
    assertThat(MainClass.of(jar + " full", jar + File.pathSeparator + "batchmon.jar").name())
        .as("on Java 8, which appends the agent")
        .isEqualTo("com.acme.Nightly");
  }

  @Test
  void startClassOfASpringBootJar() throws IOException {
    Path jar = jar("app.jar", "org.springframework.boot.loader.launch.JarLauncher", "com.acme.App");
    assertThat(MainClass.of(jar.toString(), jar.toString()).name()).isEqualTo("com.acme.App");
  }

  @Test
  void nothingWhereTheLauncherSaysNothing() throws IOException {
    assertThat(MainClass.of(null, "x")).isNull();
    assertThat(MainClass.of("", "x")).isNull();
    Path broken = Files.writeString(directory.resolve("broken.jar"), "no jar");
    assertThat(MainClass.of(broken.toString(), broken.toString())).isNull();
    assertThat(MainClass.of("gone.jar full", "gone.jar")).isNull();
  }

  private Path jar(String name, String mainClass, String startClass) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, mainClass);
    if (startClass != null) {
      manifest.getMainAttributes().putValue("Start-Class", startClass);
    }
    Path jar = directory.resolve(name);
    new JarOutputStream(Files.newOutputStream(jar), manifest).close();
    return jar;
  }
}
