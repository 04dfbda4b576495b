"""Research without a source, by what stands together: who is said to know, and that it is shown."""

from __future__ import annotations

from ..meaning import Meaning
from ..registry import on_meaning
from ..use import SELF, Use
from .figures import has_source_beside

_WHO_KNOWS = Meaning(
    """
    study/studies, research, researchers, scientist/scientists, science, scientific evidence, evidence, data,
    literature, statistics, brain scans/imaging, scans, neuroscience, neuroscientists, psychologists,
    psychology, psychiatrists, experts, doctors, physicians, therapists agree, specialists, medicine itself,
    findings, experiments, investigators, professors, academics, clinicians agree, meta analysis,
    meta analyses, reviews, surveys, polls, harvard, stanford, everyone knows, leading experts, the numbers,
    outcomes research, biology, journals, authorities, medical community, scientific community, universities,
    labs, everyone in the field, every expert, trials, trial data
"""
)
_SHOW = Meaning(
    """
    show/shows/shown/showed, prove/proves/proved/proven, demonstrate/demonstrates/demonstrated,
    find/finds/found, confirm/confirms/confirmed, suggest/suggests/suggested, indicate/indicates/indicated,
    reveal/reveals/revealed, agree/agrees, say/says/said that?, tell/tells us, support/supports/supported,
    link/links/linked, recommend/recommends, establish/establishes/established, back/backs/backed,
    point/points to, discover/discovers/discovered, conclude/concludes/concluded, is/are clear, is in,
    know/knows/known that, leaves no doubt, is conclusive, are conclusive, settled, is overwhelming,
    are overwhelming, speaks/speak for, teach/teaches us, consider/considers, believe/believes,
    document/documents/documented, report/reports/reported that, validate/validates/validated, identified,
    according to, stand/stands behind, tell/tells a, published, have proof, is/are on our side,
    endorse/endorses/endorsed
"""
)
_IT_IS_PROVEN = Meaning(
    """
    it has been shown/proven/proved/demonstrated/established, it's been shown/proven/demonstrated/established,
    it is proven/established/well, is proven/shown/known to, are proven/shown/known to,
    been proven/shown/demonstrated, proven to/effective/and, well established that, scientifically,
    clinically proven/tested/shown/validated/supported/effective, evidence shows, backed by science/research,
    research backed, science backed, medically proven, lab tested, scientific fact, proven fact,
    fact of science, know/learned/learn from research/science/studies,
    overwhelming/strong/solid/ample/clear evidence that, proof that it/this/our, there is proof
"""
)
_ABOUT_READING = Meaning(
    """
    ask, asks, mixed, few, small, little, not enough, no study, unclear, disagree, whether,
    your doctor/doctors, your, may be asked, take part, opt, only begun, too early, do not know, kitchen,
    at the community, homework, group, college, said nothing, should, new studies, guideline, guidelines, my,
    his, her, until, can tell, can say, both
"""
)


@on_meaning("study", _WHO_KNOWS)
def they_have_shown(use: Use) -> bool:
    """Somebody is said to have shown it, and nobody can look it up."""
    if use.is_not_claimed or has_source_beside(use) or use.says(_ABOUT_READING):
        return False
    if use.context.page_has_sources and not SELF.search(use.clause):
        return False
    shown = next(_SHOW.found_in(use.passage, use.match.end(), use.clause_end), None)
    return shown is not None and not use.denies_before(shown.start())


@on_meaning("study", _IT_IS_PROVEN)
def it_is_said_to_be_proven(use: Use) -> bool:
    """It is called proven, by nobody."""
    if use.is_not_claimed or has_source_beside(use):
        return False
    return not (use.context.page_has_sources and not SELF.search(use.clause))
