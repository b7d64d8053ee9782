package org.hlorun.kernelir.llvm;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The linker lld of LLVM's package. */
public final class PackagedLinker {
  /** The name by which lld asks for libLLVM, in its own folder. */
  private static final String LIBRARY_ALIAS = "libLLVM.so.20.1";

  private PackagedLinker() {}

  /**
   * The start of a command that links like GNU ld, for any ELF target; empty if there is none for
   * this platform.
   */
  public static Optional<List<String>> command() {
    if (!PackagedFile.platform().startsWith("linux")) {
      return Optional.empty();
    }
    Optional<Path> lld = PackagedFile.unpack("lld");
    Optional<Path> library = PackagedFile.unpack("libLLVM.so");
    if (lld.isEmpty() || library.isEmpty()) {
      return Optional.empty();
    }
    try {
      Path alias = lld.get().resolveSibling(LIBRARY_ALIAS);
      if (!Files.exists(alias)) {
        Files.createSymbolicLink(alias, library.get().getFileName());
      }
    } catch (FileAlreadyExistsException e) {
      // Another process was faster.
    } catch (IOException e) {
      return Optional.empty();
    }
    boolean executable = Files.isExecutable(lld.get()) || lld.get().toFile().setExecutable(true);
    return executable
        ? Optional.of(List.of(lld.get().toString(), "-flavor", "gnu"))
        : Optional.empty();
  }
}
