package org.hlorun.language.proto;

import java.util.List;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.Literal;

/**
 * A module with the arguments and the result of one run ({@code HloSnapshot}).
 *
 * @param module the program
 * @param arguments the values of the entry's parameters; none where the file has none
 * @param result the value of the run, or null
 * @param platform what it ran on, or the empty string
 */
public record HloSnapshotFile(
    HloModule module, List<Literal> arguments, Literal result, String platform) {
  public HloSnapshotFile {
    arguments = List.copyOf(arguments);
  }
}
