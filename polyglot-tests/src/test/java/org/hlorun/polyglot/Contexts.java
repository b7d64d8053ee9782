package org.hlorun.polyglot;

import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.PolyglotAccess;

/** Contexts for tests. */
final class Contexts {
  private static final HostAccess HOST_ACCESS =
      HostAccess.newBuilder(HostAccess.EXPLICIT)
          .allowArrayAccess(true)
          .allowListAccess(true)
          .allowBufferAccess(true)
          .allowIterableAccess(true)
          .build();

  private Contexts() {}

  /** A context of HLO and other languages, with everything that they need to work together. */
  static Context.Builder of(String backend, String... others) {
    String[] languages = new String[others.length + 1];
    languages[0] = "hlo";
    System.arraycopy(others, 0, languages, 1, others.length);
    return Context.newBuilder(languages)
        .allowNativeAccess(true)
        .allowHostAccess(HOST_ACCESS)
        .allowPolyglotAccess(PolyglotAccess.ALL)
        .option("hlo.Backend", backend);
  }
}
