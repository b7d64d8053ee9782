/**
 * Running collections of programs that check themselves: {@link
 * org.hlorun.conformance.corpus.Corpus} finds and reads them, {@link
 * org.hlorun.conformance.corpus.CorpusRunner} runs them on a back end.
 */
package org.hlorun.conformance.corpus;
