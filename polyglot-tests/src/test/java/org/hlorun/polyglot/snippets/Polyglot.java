package org.hlorun.polyglot.snippets;

import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Value;

/** The README's program for GraalVM's polyglot API. */
final class Polyglot {
  private Polyglot() {}

  // @start region="polyglot"
  /** The last element of twice a 2 by 3 matrix. */
  static float lastOfDouble(String text) {
    HostAccess access =
        HostAccess.newBuilder(HostAccess.EXPLICIT)
            .allowArrayAccess(true)
            .allowListAccess(true)
            .allowBufferAccess(true)
            .build();
    try (Context context =
        Context.newBuilder("hlo").allowHostAccess(access).allowNativeAccess(true).build()) {
      Value program = context.eval("hlo", text);
      Value result = program.execute((Object) new float[] {1, 2, 3, 4, 5, 6});
      assert result.getMember("shape").toString().equals("[2, 3]");
      return result.getArrayElement(1).getArrayElement(2).asFloat();
    }
  }
  // @end
}
