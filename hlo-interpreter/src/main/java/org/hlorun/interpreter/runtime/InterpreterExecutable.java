package org.hlorun.interpreter.runtime;

import com.oracle.truffle.api.RootCallTarget;
import com.oracle.truffle.api.TruffleSafepoint;
import com.oracle.truffle.api.nodes.RootNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hlorun.interpreter.nodes.GuestLanguage;
import org.hlorun.interpreter.nodes.ModuleTranslator;
import org.hlorun.language.backend.Arguments;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Options;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.Literal;

/** A program as a Truffle tree. */
public final class InterpreterExecutable implements Executable {
  private final HloModule module;
  private final Options options;
  private final Map<HloComputation, RootCallTarget> targets;
  private final Workers workers;
  private final Runnable safepoint;

  /**
   * @param module a verified module
   * @param guest the polyglot context that it runs in
   */
  public InterpreterExecutable(HloModule module, Options options, GuestLanguage guest) {
    this.module = module;
    this.options = options;
    ConstantValues constants = new ConstantValues(options.fillElidedConstants(), options.seed());
    this.targets = new ModuleTranslator(guest, OpTable::evaluator, constants::of).translate(module);
    this.workers = new Workers(options.threads());
    RootNode entry = entryTarget().getRootNode();
    this.safepoint = guest.language() == null ? () -> {} : () -> TruffleSafepoint.poll(entry);
  }

  @Override
  public HloModule module() {
    return module;
  }

  @Override
  public Optional<String> backend() {
    return Optional.of("interpreter");
  }

  /** The call target of the entry computation. */
  public RootCallTarget entryTarget() {
    return targets.get(module.entry());
  }

  @Override
  public Literal run(List<Literal> arguments) {
    return runOnGrid(List.of(arguments), 1, 1).getFirst();
  }

  @Override
  public List<Literal> runOnGrid(List<List<Literal>> arguments, int replicas, int partitions) {
    Limits limits = new Limits(options);
    MemoryBudget memory = new MemoryBudget(options.maxMemoryBytes());
    List<List<Literal>> fitted =
        arguments.stream().map(device -> Arguments.fit(module.entry(), device)).toList();
    ProcessGrid grid = new ProcessGrid(replicas, partitions, options.host(), limits::poll);
    return grid.run(
        device -> {
          Run run = new Run(targets, options, device, memory, limits, workers, safepoint);
          return run.call(module.entry(), fitted.get(device.number()).toArray(Literal[]::new));
        });
  }

  @Override
  public void close() {
    // The tree holds nothing that the garbage collector does not free.
  }
}
