package org.hlorun.language.ir;

import java.util.List;
import org.hlorun.language.attribute.OriginalArray;
import org.hlorun.language.attribute.Word;

/** An entry of the module's {@code debug_attributes}: what to log about an original value. */
public record DebugAttribute(OriginalArray value, List<Log> logs) {
  public DebugAttribute {
    logs = List.copyOf(logs);
  }

  /** What a log is for. */
  public enum LogMode implements Word {
    DEFAULT("default"),
    FUSION_DEBUGGER("fusion_debugger");

    private final String text;

    LogMode(String text) {
      this.text = text;
    }

    @Override
    public String text() {
      return text;
    }
  }

  /** One log request; absent numbers are null. */
  public record Log(LogMode mode, Long callbackId, Boolean partitioned, Long opId) {}
}
