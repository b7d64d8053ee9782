package org.hlorun.cli.output;

import java.io.IOException;
import java.util.List;
import org.hlorun.language.literal.ArrayLiteral;

/** Results as text for people. */
public final class ResultText {
  private ResultText() {}

  /**
   * Writes results, each under a line with its number and shape.
   *
   * @param limit the most elements to show of each; 0 shows the shapes only
   */
  public static void write(
      Appendable out, List<ResultLeaf> results, boolean severalDevices, long limit)
      throws IOException {
    for (ResultLeaf result : results) {
      if (severalDevices) {
        out.append("device " + result.device() + ", ");
      }
      out.append(result.kind()).append(' ').append(result.label()).append(": ");
      out.append(result.value().shape().text(false));
      if (result.value() instanceof ArrayLiteral array) {
        if (!array.shape().isCompatible(result.declared())) {
          out.append(" of ").append(result.declared().text(false));
        }
        if (limit > 0) {
          out.append('\n');
          ArrayText.write(out, array, limit);
        }
      }
      out.append('\n');
    }
  }
}
