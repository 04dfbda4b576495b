"""What rules ask for together: who is spoken of, and how surely something is claimed."""

from __future__ import annotations

import re

from .meaning import Meaning

TREATMENT = Meaning(
    """
    program/programs/programme/programmes, treatment/treatments, therapy/therapies, therapist/therapists,
    method/methods, approach/approaches, protocol/protocols, technique/techniques, detox, retreat/retreats,
    session/sessions, intensive/intensives, center/centers/centre/centres, facility/facilities,
    clinic/clinics, rehab/rehabs, team, staff, doctors, clinicians, counselors/counsellors, experts,
    specialists, psychiatrists, ketamine, ibogaine, psilocybin, ayahuasca, emdr, tms, neurofeedback, cbt, dbt,
    hypnosis, hypnotherapy, breathwork, yoga, reiki, acupuncture, meditation, infusion/infusions, injection,
    implant, formula, system, course, module, curriculum, here, steps, care, retreat, stay,
    weeks/days/months with us, package, drip, alter, our plan
"""
)
ILL = Meaning(
    """
    addict*, alcohol*, drug/drugs, drinking, opioid/opioids, opiate/opiates, substance/substances, depress*,
    anxiety/anxieties, panic, trauma*, ptsd, ocd, adhd, bipolar, schizo*, disorder/disorders,
    illness/illnesses, disease/diseases, symptom/symptoms, craving/cravings, dependence/dependency,
    relapse/relapses, obsess*, compul*, habit/habits, suicidal, heroin, meth, cocaine, fentanyl, pills,
    benzos, xanax, vodka, booze, bottle, nightmares, flashbacks, insomnia, psychosis, bulimia, anorexia,
    self harm, gambling, withdrawal, burnout, grief, urge/urges, painkillers, oxycodone, kratom, cannabis,
    phobia/phobias, fear/fears, pain, demons, sickness, diagnosis, a drink, alcoholic, desire to,
    need to drink/use, want/wants/wanting to drink/use, need for a, the bottle, hangovers
"""
)
PERSON = Meaning(
    """
    you, your, yours, yourself, loved one/ones, son, daughter, husband, wife, partner, child, mother, father,
    teen, teenager, mom, dad, brother, sister, spouse, kid/kids, client/clients, patient/patients,
    guest/guests, resident/residents, graduate/graduates, alumni, everyone, everybody, anyone, anybody,
    people, men, women, family/families, veteran/veterans, he, she, they, him, her, them, those
"""
)
HEDGE = Meaning(
    """
    may, might, could, can help, can ease, some, sometimes, often, help/helps, try/tries/trying, aim/aims,
    hope/hopes, hoping, toward/towards, want/wants/wanted, goal/goals, possible, possibly, perhaps, likely,
    tend/tends, ease/eases, eased, less, fewer, usually, whether, many people, most people,
    reduce/reduces/reduced/reducing, lower/lowers, cope/coping, unless, learn/learning, practice, depends,
    rarely, at times, more often, many of, a chance, better chance/chances, your chance/chances, chances are
"""
)
FOR_EVER = Meaning(
    """
    for good, forever, for ever, forevermore, for life, permanent, permanently, once and for all, never,
    ever again, for the rest of, complete, completely, entirely, total, totally, fully, lifelong, life long,
    lasting, altogether, without a trace, no trace, no more, no longer, anymore, at last, finally, always,
    100%, 100 percent, one hundred percent, hundred per cent, every last, utterly, wholly, the last, ever,
    rest of your
"""
)
QUICKLY = Meaning(
    """
    in/within/after/over just? only? a/an/one/two/three/four/five/six/seven/eight/nine/ten/twelve/thirty/
    sixty/ninety/days/weeks ... session/sessions/day/days/week/weeks/month/months/stay/visit/weekend/hours/
    course, overnight, instantly, in/within/after/over just? only? 2/3/4/5/6/7/8/9/10/12/14/20/21/28/30/45/60/
    90 ... session/sessions/day/days/week/weeks/months,
    one/single session/stay/visit/weekend/dose/treatment/infusion, in no time, by the time you leave,
    when you leave, from day one, from the first, in record time, in minutes,
    the day/moment/minute/hour you/they/he/she,
    by spring/summer/autumn/fall/winter/christmas/thanksgiving/easter/new
"""
)
# What follows "you will get better" or "recover" where nothing is said of being well.
OF_A_THING = re.compile(r" (?:at|than|the|your|his|her|their|what|it)\b")
