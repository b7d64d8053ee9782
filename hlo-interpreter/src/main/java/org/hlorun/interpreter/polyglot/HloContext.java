package org.hlorun.interpreter.polyglot;

import com.oracle.truffle.api.TruffleLanguage;
import com.oracle.truffle.api.TruffleLanguage.ContextReference;
import com.oracle.truffle.api.nodes.Node;
import org.hlorun.language.backend.Options;

/** What a polyglot context knows about HLO: its environment and how programs run. */
final class HloContext {
  private static final ContextReference<HloContext> REFERENCE =
      ContextReference.create(HloLanguage.class);

  private final TruffleLanguage.Env env;
  private final Options options;

  HloContext(TruffleLanguage.Env env, Options options) {
    this.env = env;
    this.options = options;
  }

  /** The current context. */
  static HloContext of(Node node) {
    return REFERENCE.get(node);
  }

  TruffleLanguage.Env env() {
    return env;
  }

  Options options() {
    return options;
  }
}
