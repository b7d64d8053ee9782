package org.hlorun.fusion.pass;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.printer.HloPrinter;
import org.hlorun.language.printer.PrintForm;
import org.hlorun.language.tensorfile.FileProblems;

/** Writes states of a module into a folder, as texts that can be read back, numbered from 0000. */
final class ModuleDumps {
  private final Path directory;
  private int count;

  ModuleDumps(Path directory) {
    this.directory = directory;
  }

  void write(HloModule module, String state) {
    Path file = directory.resolve("%04d_%s.hlo".formatted(count++, state));
    try {
      Files.createDirectories(directory);
      HloPrinter.write(module, PrintForm.DEFAULT.withLargeConstants(), file);
    } catch (IOException e) {
      throw FileProblems.io(file, "write", e);
    }
  }
}
