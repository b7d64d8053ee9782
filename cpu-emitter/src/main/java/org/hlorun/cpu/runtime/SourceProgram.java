package org.hlorun.cpu.runtime;

import java.util.List;
import java.util.Optional;
import org.hlorun.cpu.image.ImageCache;
import org.hlorun.language.backend.Arguments;
import org.hlorun.language.backend.ProgramSignature;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.reader.ProgramReader;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.verifier.HloVerifier;

/**
 * The program that native code was made of: its module, or its text, which is read when somebody
 * asks for the module.
 */
public final class SourceProgram {
  private final ProgramSignature signature;
  private final SourceText text;
  private final ImageCache place;

  /** Null as long as nobody has asked for it. */
  private volatile HloModule module;

  private SourceProgram(
      ProgramSignature signature, SourceText text, ImageCache place, HloModule module) {
    this.signature = signature;
    this.text = text;
    this.place = place;
    this.module = module;
  }

  /**
   * A program that has been read.
   *
   * @param place where its image is kept; null if nowhere
   */
  public static SourceProgram of(HloModule module, ImageCache place) {
    return new SourceProgram(ProgramSignature.of(module.entry()), null, place, module);
  }

  /** A valid program that has not been read. */
  public static SourceProgram of(ProgramSignature signature, SourceText text) {
    return new SourceProgram(signature, text, null, null);
  }

  /** The program as a module. */
  public HloModule module() {
    HloModule known = module;
    return known == null ? read() : known;
  }

  private synchronized HloModule read() {
    if (module == null) {
      HloModule read = ProgramReader.read(text);
      HloVerifier.verify(read);
      module = read;
    }
    return module;
  }

  /** Where the image of a program that has been read is kept, if it is. */
  public Optional<ImageCache> place() {
    return Optional.ofNullable(place);
  }

  /** The shape of the result. */
  Shape result() {
    return signature.result();
  }

  /**
   * Checks arguments as {@link Arguments#check} does; those of a program that has not been read
   * make it be read if they are wrong, as messages show its lines.
   */
  void checkArguments(List<Literal> arguments) {
    if (module != null || !Arguments.areRight(signature, arguments)) {
      Arguments.check(module().entry(), arguments);
    }
  }
}
