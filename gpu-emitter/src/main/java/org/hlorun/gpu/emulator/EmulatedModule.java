package org.hlorun.gpu.emulator;

import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.hlorun.gpu.device.DeviceFunction;
import org.hlorun.gpu.device.DeviceModule;
import org.hlorun.gpu.emulator.instruction.KernelBuilder;
import org.hlorun.gpu.emulator.memory.GlobalMemory;
import org.hlorun.gpu.emulator.memory.Region;
import org.hlorun.gpu.emulator.text.PtxFunction;
import org.hlorun.gpu.emulator.text.PtxModule;
import org.hlorun.gpu.emulator.text.PtxParser;
import org.hlorun.gpu.emulator.text.PtxVariable;
import org.hlorun.gpu.emulator.text.StateSpace;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;

/** A PTX text with its variables in memory and all its kernels ready to run. */
final class EmulatedModule implements DeviceModule {
  private final GlobalMemory memory;
  private final Map<PtxVariable, Region> variables = new IdentityHashMap<>();
  private final Map<String, EmulatedFunction> kernels = new LinkedHashMap<>();

  EmulatedModule(SourceText source, GlobalMemory memory, EmulatorOptions options) {
    this.memory = memory;
    PtxModule module = PtxParser.parse(source);
    requireTarget(source, module, options);
    try {
      allocate(module);
      for (PtxFunction function : module.functions().values()) {
        if (function.entry() && function.defined()) {
          kernels.put(
              function.name(),
              new EmulatedFunction(KernelBuilder.build(module, function, this::address)));
        }
      }
    } catch (HloException e) {
      close();
      throw e;
    }
  }

  private static void requireTarget(SourceText source, PtxModule module, EmulatorOptions options) {
    int target = Integer.parseInt(module.target().replaceAll("[^0-9]", ""));
    if (target > options.computeCapability()) {
      int offset = source.slice(0, source.length()).indexOf(module.target());
      throw new HloException(
          Diagnostic.of(
                  DiagnosticCode.UNSUPPORTED,
                  "the text is for %s, the device is sm_%d"
                      .formatted(module.target(), options.computeCapability()),
                  "compile for sm_" + options.computeCapability() + " or older")
              .at(source.locate(offset)));
    }
  }

  private void allocate(PtxModule module) {
    for (PtxVariable variable : module.variables()) {
      if (variable.space() != StateSpace.SHARED) {
        boolean constant = variable.space() == StateSpace.CONST;
        variables.put(
            variable, memory.allocate(Math.max(1, variable.bytes()), variable.name(), constant));
      }
    }
    variables.forEach(this::initialise);
  }

  /** What has no initial value is zero. */
  private void initialise(PtxVariable variable, Region region) {
    region.write(0, java.lang.foreign.MemorySegment.ofArray(new byte[(int) region.size()]));
    int size = variable.type().bytes();
    long offset = 0;
    for (PtxVariable.Value value : variable.initialValues()) {
      long bits = value.bits();
      if (value.symbol() != null) {
        bits += address(value.symbol());
      }
      region.store(offset, size, bits);
      offset += size;
    }
  }

  private long address(PtxVariable variable) {
    Region region = variables.get(variable);
    if (region == null) {
      throw HloException.of(
          DiagnosticCode.UNSUPPORTED,
          "the address of '%s' is not known before the kernel runs".formatted(variable),
          "take the address of global and constant variables only");
    }
    return region.base();
  }

  @Override
  public DeviceFunction function(String name) {
    EmulatedFunction kernel = kernels.get(name);
    if (kernel == null) {
      throw new IllegalArgumentException(
          "no kernel '%s'; there are: %s".formatted(name, String.join(", ", kernels.keySet())));
    }
    return kernel;
  }

  @Override
  public void close() {
    variables.values().forEach(region -> memory.free(region.base()));
    variables.clear();
  }
}
