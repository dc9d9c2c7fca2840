package com.acme.files;

import corpus.Env;
import corpus.Job;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.FileReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.RandomAccessFile;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Properties;
import java.util.jar.JarFile;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.xml.sax.InputSource;

/** Files that are missing, broken, or in the way. */
public class LedgerFiles implements Job {
  // @insert

  @Override
  public String[] bugs() {
    return new String[] {
      "missing",
      "nio-missing",
      "missing-rates",
      "reader-missing",
      "is-directory",
      "nio-exists",
      "nio-list-missing",
      "not-empty",
      "zip-broken",
      "zip-missing",
      "gzip-broken",
      "eof",
      "eof-gzip",
      "malformed",
      "xml-broken",
      "xml-unclosed",
      "properties-broken",
      "no-program",
      "stream-corrupt",
      "not-serializable",
      "closed-stream",
      "closed-channel",
      "resource-missing",
      "read-only-buffer",
      "buffer-overflow",
      "lines-malformed",
      "stream-limit",
      "random-access-missing",
      "zip-entry",
      "directory-missing",
      "unchecked-io",
    };
  }

  @Override
  public void run(String bug, Env env) throws Exception {
    switch (bug) {
      case "missing":
        open(env.file(".csv"));
        break;
      case "missing-rates":
        rates(env.file(".csv"));
        break;
      case "reader-missing":
        new FileReader(env.file(".txt")).close();
        break;
      case "is-directory":
        open(env.directory());
        break;
      case "nio-missing":
        Files.readAllBytes(env.file(".csv").toPath());
        break;
      case "nio-list-missing":
        Files.list(env.file("").toPath()).close();
        break;
      case "nio-exists":
        Files.createDirectory(env.directory().toPath());
        break;
      case "not-empty":
        File parent = env.file("d");
        Files.createDirectories(new File(parent, "child").toPath());
        Files.delete(parent.toPath());
        break;
      case "zip-broken":
        new ZipFile(written(env, "this is no zip file")).close();
        break;
      case "zip-missing":
        new JarFile(env.file(".jar")).close();
        break;
      case "gzip-broken":
        new GZIPInputStream(new ByteArrayInputStream(new byte[50])).read();
        break;
      case "eof":
        record(new byte[3]);
        break;
      case "eof-gzip":
        new GZIPInputStream(new ByteArrayInputStream(new byte[0])).read();
        break;
      case "malformed":
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(new byte[] {(byte) 0xff}));
        break;
      case "lines-malformed":
        Files.write(env.file(".txt").toPath(), new byte[] {(byte) 0xff, 10});
        File bad = env.file(".txt");
        Files.write(bad.toPath(), new byte[] {(byte) 0xff, 10});
        Files.readAllLines(bad.toPath());
        break;
      case "xml-broken":
        xml("<ledger><entry id='" + env.id() + "' <</ledger>");
        break;
      case "xml-unclosed":
        balance("<ledger>" + env.id());
        break;
      case "properties-broken":
        new Properties().load(new StringReader("a=\\u" + "00zz" + env.id()));
        break;
      case "no-program":
        new ProcessBuilder(env.file("").getPath()).start();
        break;
      case "stream-corrupt":
        new ObjectInputStream(new ByteArrayInputStream(new byte[10])).readObject();
        break;
      case "not-serializable":
        serialize(new Object());
        break;
      case "closed-stream":
        InputStream in = new FileInputStream(written(env, "x"));
        in.close();
        in.read();
        break;
      case "closed-channel":
        java.nio.channels.FileChannel channel =
            java.nio.channels.FileChannel.open(written(env, "x").toPath(), StandardOpenOption.READ);
        channel.close();
        channel.size();
        break;
      case "resource-missing":
        java.util.ResourceBundle.getBundle("ledger" + env.id());
        break;
      case "read-only-buffer":
        ByteBuffer.allocate(1).asReadOnlyBuffer().put((byte) 1);
        break;
      case "buffer-overflow":
        ByteBuffer.allocate(1).put(new byte[2]);
        break;
      case "stream-limit":
        new ZipInputStream(new ByteArrayInputStream(new byte[] {'P', 'K', 3, 4, 0})).getNextEntry();
        break;
      case "random-access-missing":
        new RandomAccessFile(env.file(".idx"), "r").close();
        break;
      case "zip-entry":
        entry(new java.util.zip.ZipOutputStream(new FileOutputStream(env.file(".zip"))));
        break;
      case "directory-missing":
        new FileOutputStream(new File(env.file(""), "a.txt")).close();
        break;
      case "unchecked-io":
        unchecked(env.file(".csv"));
        break;
      default:
        break;
    }
  }

  private void open(File file) throws IOException {
    new FileInputStream(file).close();
  }

  private void rates(File file) throws IOException {
    new FileInputStream(file).close();
  }

  private File written(Env env, String text) throws IOException {
    File file = env.file(".dat");
    Files.write(file.toPath(), text.getBytes(StandardCharsets.UTF_8));
    return file;
  }

  private long record(byte[] bytes) throws IOException {
    return new DataInputStream(new ByteArrayInputStream(bytes)).readLong();
  }

  private void xml(String text) throws Exception {
    DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(text)));
  }

  private void balance(String text) throws Exception {
    DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(text)));
  }

  private void serialize(Object object) throws IOException, NotSerializableException {
    new ObjectOutputStream(new java.io.ByteArrayOutputStream()).writeObject(object);
  }

  private void entry(java.util.zip.ZipOutputStream out) throws IOException {
    out.putNextEntry(new java.util.zip.ZipEntry("a"));
    out.putNextEntry(new java.util.zip.ZipEntry("a"));
  }

  private void unchecked(File file) {
    try {
      Files.lines(file.toPath()).close();
    } catch (IOException failure) {
      throw new java.io.UncheckedIOException(failure);
    }
  }
}
