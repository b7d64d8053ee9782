package org.hlorun.interpreter.polyglot;

import com.oracle.truffle.api.TruffleContext;
import com.oracle.truffle.api.TruffleLanguage;
import com.oracle.truffle.api.TruffleLanguage.ContextReference;
import com.oracle.truffle.api.nodes.Node;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Monitor;
import org.hlorun.language.backend.Options;

/** What a polyglot context knows about HLO: its environment and how programs run. */
final class HloContext {
  private static final ContextReference<HloContext> REFERENCE =
      ContextReference.create(HloLanguage.class);
  private static final Cleaner CLEANER = Cleaner.create();

  private final TruffleLanguage.Env env;
  private final String backend;
  private final Options options;
  private final Set<String> said = ConcurrentHashMap.newKeySet();
  private final Set<Cleaner.Cleanable> open = ConcurrentHashMap.newKeySet();

  /**
   * @param backend the name of the back end that was chosen
   */
  HloContext(TruffleLanguage.Env env, String backend, Options options) {
    this.env = env;
    this.backend = backend;
    this.options = options;
  }

  /** The current context. */
  static HloContext of(Node node) {
    return REFERENCE.get(node);
  }

  TruffleLanguage.Env env() {
    return env;
  }

  String backend() {
    return backend;
  }

  Options options() {
    return options;
  }

  /**
   * The options for back ends that know nothing of polyglot contexts: their runs stop when the
   * context is closed.
   */
  Options watchedOptions() {
    TruffleContext context = env.getContext();
    return options.withMonitor(
        new Monitor() {
          @Override
          public boolean isCancelled() {
            return context.isCancelling() || context.isExiting();
          }
        });
  }

  /** Writes a line to the context's standard error, unless it has been written already. */
  void say(String line) {
    if (said.add(line)) {
      byte[] text = ("hlo: " + line + "\n").getBytes(StandardCharsets.UTF_8);
      try {
        env.err().write(text);
        env.err().flush();
      } catch (IOException e) {
        // Nobody listens; the function's members say the same.
      }
    }
  }

  /** Closes an executable with the context, or when the function that uses it is no more. */
  void closeWith(HloFunction function, Executable executable) {
    AtomicReference<Cleaner.Cleanable> self = new AtomicReference<>();
    Cleaner.Cleanable cleanable =
        CLEANER.register(
            function,
            () -> {
              executable.close();
              Cleaner.Cleanable registered = self.get();
              if (registered != null) {
                open.remove(registered);
              }
            });
    self.set(cleanable);
    open.add(cleanable);
  }

  /** Frees what the context holds; no program is running any more. */
  void dispose() {
    open.forEach(Cleaner.Cleanable::clean);
  }
}
