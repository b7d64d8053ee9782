package org.hlorun.interpreter.customcall;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.hlorun.interpreter.op.Evaluator;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;

/** The custom calls that are known. */
public final class CustomCalls {
  private static final Map<String, CustomCall> BY_TARGET = new HashMap<>();

  static {
    for (CustomCall builtIn :
        List.of(
            new CheckCall(),
            new IdentityCall(),
            new LapackCall(),
            new PadToStaticCall(),
            new SliceToDynamicCall(),
            new SpecialFunctionCall(),
            new TopKCall())) {
      builtIn.targets().forEach(target -> BY_TARGET.put(target, builtIn));
    }
    for (CustomCall service : ServiceLoader.load(CustomCall.class)) {
      service.targets().forEach(target -> BY_TARGET.put(target, service));
    }
  }

  private CustomCalls() {}

  /**
   * The meaning of a custom call.
   *
   * @throws HloException if its target is not known
   */
  public static Evaluator evaluator(HloInstruction instruction) {
    String target = instruction.get(Attribute.CUSTOM_CALL_TARGET);
    CustomCall call = BY_TARGET.get(target);
    if (call == null) {
      Diagnostic diagnostic =
          Diagnostic.of(
              DiagnosticCode.UNSUPPORTED,
              "no implementation of the custom call target \"" + target + "\"",
              "put a service of type " + CustomCall.class.getName() + " for it on the class path");
      throw new HloException(
          instruction.parent().module().locate(instruction).map(diagnostic::at).orElse(diagnostic));
    }
    return call;
  }
}
