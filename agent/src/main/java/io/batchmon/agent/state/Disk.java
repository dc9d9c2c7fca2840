package io.batchmon.agent.state;

import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import org.jspecify.annotations.Nullable;

/** All that changes something on the disk: where a test may stop the JVM, or let the disk fail. */
class Disk {
  /** Null if another JVM holds it. */
  @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    return channel.tryLock();
  }

  void unlock(FileLock lock) throws IOException {
    lock.release();
  }

  void write(FileOutputStream out, byte[] bytes, int length) throws IOException {
    out.write(bytes, 0, length);
  }

  /** Returns when the bytes and the length of the file survive a power failure. */
  void sync(FileDescriptor file) throws IOException {
    file.sync();
  }

  void cut(RandomAccessFile file, long length) throws IOException {
    file.setLength(length);
  }

  boolean rename(File from, File to) {
    return from.renameTo(to);
  }

  /** Whether {@link #rename} takes the place of a file that is there, in one step. */
  boolean renameReplaces() {
    return File.separatorChar == '/';
  }

  boolean delete(File file) {
    return file.delete();
  }

  /** Readable and writable by its owner alone, where the file system knows owners. */
  static void makePrivate(File file) {
    boolean isDirectory = file.isDirectory();
    file.setReadable(false, false);
    file.setReadable(true, true);
    file.setWritable(false, false);
    file.setWritable(true, true);
    if (isDirectory) {
      file.setExecutable(false, false);
      file.setExecutable(true, true);
    }
  }
}
