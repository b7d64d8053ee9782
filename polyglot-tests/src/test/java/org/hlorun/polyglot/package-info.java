/** HLO in polyglot contexts, together with other languages and with GraalVM's tools. */
package org.hlorun.polyglot;
