"""Vocabulary: what clinicians call patients, relatives, care, places of care and each other, as re2 alternations.

Written down by us from general knowledge of clinical English (British, American, Indian, Australian), French, Spanish
and German; folded, so lower case and without accents. No word list of anybody else went into it.
"""


def listed(words: str) -> frozenset[str]:
    """Read a list of words, set apart by blanks."""
    return frozenset(words.split())


KIN = (
    r"mums?|mom|moms|mam|mummy|mommy|mother|dad|dads|daddy|father|parents?|wife|husband|hubby"
    r"|partner|fianc?ee?|fiance|boyfriend"
    r"|girlfriend|spouse|widow|widower|son|sons|daughter|daughters|child|children|kids?|twin|twins"
    r"|siblings?|brother|sister|bro|sis"
    r"|nan|nana|gran|granny|grandma|grandmother|grandad|grandpa|grandfather|grandson|granddaughter"
    r"|aunt|auntie|uncle|niece|nephew"
    r"|cousin|in-laws?|stepmum|stepmom|stepdad|stepfather|stepmother|stepson|stepdaughter"
    r"|mother-in-law|daughter-in-law|son-in-law"
    r"|carer|caregiver|guardian|foster (?:mum|mom|dad|carer|mother|father|parents?|parent)|family"
    r"|fam|relatives?|next of kin|nok|ex"
    r"|neighbour|neighbor|flatmate|roommate|landlady|landlord"
    r"|fille|fils|mere|pere|maman|papa|epouse|epoux|mari|femme|conjointe?|compagnon|compagne|frere"
    r"|soeur|tante|oncle|famille"
    r"|hija|hijo|hijos|madre|padre|mama|esposa|esposo|marido|mujer|hermana|hermano|tia|tio|abuela"
    r"|abuelo|nieta|nieto|familia|familiares"
    r"|tochter|sohn|mutter|vater|ehefrau|ehemann|frau|mann|bruder|schwester|oma|opa|enkel|enkelin"
    r"|enkelkind|angehorige[nr]?|eltern"
    r"|lebensgefahrt\w+"
)

PATIENT = (
    r"pts?|patients?|patient's|patiente|patienten|patientin|patientinnen|paciente|pacientes|pte"
    r"|pcte|pat\.|inpatients?|outpatients?"
    r"|service user|care home resident|proband|participant|referral|my lady|my gent|this lady"
    r"|this gentleman|lady|gentleman|gent"
    r"|chap|bloke|woman|man|girl|boy|lad|toddler|baby|neonate|newborn|infant|preemie|prem|child"
    r"|kid|teen|teenager|femme|homme|mujer|hombre"
    r"|senora|senor|nina|nino|bebe|enfant|fillette|garcon|kind|junge|madchen|saugling|dame|herr"
)

CARE = (
    r"admitted|admission|readmitted|re-?admitted|readmission|discharg\w+|transferred|transfer"
    r"|handover|sign[- ]?out|clerked|clerking"
    r"|consented|consent|intubat\w+|extubat\w+|ventilated|vent|proned|sedated|dialysed|dialysis|hd"
    r"|crrt|transfus\w+|operated|surgery"
    r"|theatre|op|post-?op|pre-?op|pod ?\d+|scan|scanned|ct|mri|xr|cxr|x-?ray|uss|ultrasound|echo"
    r"|tte|toe|tee|ecg|ekg|eeg|biopsy|bx|biopsied"
    r"|endoscopy|colonoscopy|ogd|ercp|angio|pci|cath|cabg|tavi|tavr|ecmo|lvad|pacemaker|icd"
    r"|bronch\w*|lp|csf|bloods?|cultures?"
    r"|histology|path report|pathology|specimen|sample|swabs?|referred|referral|follow-?up|f/u"
    r"|lost to follow|clinic|opd|review|seen|presented"
    r"|presents|came in|brought in|come in|coming in|back in|in again|diagnos\w+|dx|dx'd|dxd|hx|rx"
    r"|tx|treated|treatment|treat"
    r"|started on|prescri\w+|meds|medication|antibiotics|abx|iv|po|nbm|npo|ng|peg|tpn|picc|cvc"
    r"|cannula|catheter|drain|dressing|chemo\w*"
    r"|radiotherapy|immuno\w*|transplant|tx|graft|dnacpr|dnr|dni|full code|palliat\w*|hospice|eol"
    r"|end of life|mccd|death cert\w*|coroner"
    r"|safeguarding|cps|sectioned|section \d|capacity|mha|cbt|delivered|delivery|c-?section|labour"
    r"|labor|induction|csec|lscs|resus\w*"
    r"|cpr|rosc|arrested|coded|crashed|cardioverted|aufnahme|aufgenommen|entlass\w+|verlegt"
    r"|operiert|visite|ubergabe|station|befund"
    r"|hospitalise\w*|hospitalisee?|admis|admise|sorti\w*|opere\w*|bilan|ordonnance|ingres\w+|alta"
    r"|operad\w+|urgencias|urgences|planta|guardia"
    r"|scanner|irm|ett|tdm|radio|ecg|perf|perfusion|lasilix|dechoc|brancard|box|constantes|ecbu"
    r"|hemoc\w*|antibio\w*|atb|transfus\w*|culot|kt|vvp|sng|intube\w*|extube\w*|dialys\w*|lata"
    r"|deces|accouch\w*|cesarienne|masse\w*|chute\w*|sutur\w*|platre|reanim\w*|transfere\w*|ehpad"
    r"|smur|samu"
    r"|tac|eco|rx|suero|quirofano|planta|intubad\w*|trasladad\w*|derivad\w*|cirugia|parto|cesarea"
    r"|consentimiento|blutkultur\w*|rontgen|sono|labor|narkose|beatm\w*|visite|dialyse|transfusion"
    r"|konsil|punktion|kaiserschnitt|reha"
    r"|consulta|consultation|cs|rdv|cultivo|analitica|biopsia|suero"
)

CONDITIONS = (
    r"sepsis|septic|stemi|nstemi|mi|acs|pe|dvt|af|chf|hf|hfref|hfpef|copd|asthma|pneumonia|cap|hap"
    r"|uti|pyelo\w*|aki|ckd|esrd|dka|hhs|t1dm|t2dm|t1d|t2d|dm|htn"
    r"|stroke|cva|tia|sah|sdh|ich|seizures?|epilep\w+|meningitis|encephalitis|gbs|ms|mnd|als"
    r"|parkinson'?s|dementia|delirium|psychosis|mania|bipolar"
    r"|depress\w+|suicidal|overdose|od|poisoning|anaphylaxis|cellulitis|nec fasc|abscess"
    r"|fractur\w+|#|nof|#nof|hip|acl|dislocat\w+|burns?|trauma|rta|mva|mvc"
    r"|rhabdo\w*|sepsis|neutropeni\w+|leuk\w+|lymphoma|myeloma|aml|all|cll|dlbcl|melanoma|ca"
    r"|cancer|carcinoma|mets|metastatic|tumou?r|mass|nodule|sarcoma"
    r"|cirrhosis|hepatitis|pancreatitis|appendicitis|cholecystitis|gi bleed|bleed|bleeding"
    r"|haemorrhage|hemorrhage|perforat\w+|obstruction|sbo|hernia"
    r"|pre-?eclampsia|eclampsia|hellp|pph|ectopic|miscarriage|abruption|praevia|iugr|dcda|mcda"
    r"|bronchiolitis|croup|nec|rsv|covid|flu|tb|hiv|malaria|dengue"
    r"|psittacosis|q fever|sle|lupus|vasculitis|gpa|ra|sarcoid\w*|crohn'?s|uc|ibd|rash|fever|cough"
    r"|headache|chest pain|syncope|falls?|fell|collapse[d]?"
    r"|arrest|vf|vt|svt|heart block|endocarditis|ie|tamponade|dissection|aneurysm|aaa|cjd|ild|ipf"
    r"|osa|pneumothorax|effusion|empyema|stab\w*|gsw|drown\w+"
    r"|frostbite|heat ?stroke|hypothermi\w+|concussion|rupture\w*|infection|infected|infarct\w*"
    r"|ulcer|gangrene|amputat\w+|jaundice\w*|anaemia|anemia"
    r"|mort|decede\w*|died|dying|dead|deceased|fallecio|verstorben|gestorben|tvp|iam|acv|epoc|itu"
    r"|ictus|infarkt|schlaganfall|sturz|krebs|fieber|avc|bpco|idm|embolie"
    r"|oap|hsd|hsa|avp|fa|fc|sepsis|choc|overdose|intox\w*|malaise|cvo|crise|convuls\w*|douleurs?"
    r"|dyspnee|plaie|brulure|entorse|dolor|disnea|caida|quemadura|convulsion\w*|derrame|schmerz\w*"
    r"|atemnot|krampf\w*|wunde|verbrennung|blutung\w*"
    r"|platelets|pneumonie|neumonia|fievre|fiebre|insuffisance|insuficiencia|fracture|fractura|fraktur"
)

MEASURES = (
    r"bp|hr|rr|sats?|spo2|fio2|gcs|news2?|temp|lactate|trop\w*|hb|hgb|wcc|wbc|plts?|plt|crp|esr"
    r"|inr|k\+?|na\+?|cr|creat\w*|egfr|crcl|bnp|d-?dimer"
    r"|bili\w*|alt|ast|alp|ck|ph|abg|vbg|glucose|bm|bg|hba1c|a1c|ef|lvef|cd4|ferritin|tsh|psa|mg"
    r"|mmol|mcg|units?|ml"
)

UNIT = (
    r"ward|wards|icu|itu|picu|nicu|scbu|hdu|ccu|sicu|micu|ed|a&e|a and e|er|resus|majors|minors"
    r"|mau|amu|sau|pacu|recovery|l&d|labour ward|delivery suite"
    r"|floor|bed ?\d+|bed|bay|bay ?\w|side ?room|sr ?\d|cubicle|room ?\d+|rm ?\d+|unit|hospice|snf"
    r"|care home|nursing home|station|zimmer|bett"
    r"|cama|hab|sala|lit|chambre|box|uci|usi|rea|urgences|sau|maternite|paritorio|intensiv\w*"
)

BODY = (
    r"abdomen|abdo|belly|chest|head|neck|leg|arm|foot|feet|toe|toes|knee|hip|shoulder|wrist|ankle"
    r"|elbow|hand|finger|thumb|eye|eyes|ear|nose|throat|heart|lungs?"
    r"|liver|kidneys?|spleen|bowel|colon|rectum|bladder|prostate|uterus|cervix|ovary|breast|skin"
    r"|spine|femur|tibia|humerus|pelvis|skull|brain|caecal|ileal"
)

STAFF = (
    r"dr|drs|dra|doctor|prof|professor|a/prof|docteur|doctora|doktor|nurse|sister|charge nurse"
    r"|staff nurse|matron|midwife|schwester|pfleger|pflegerin"
    r"|enfermer[ao]|infirmier|infirmiere|sage-femme|consultant|registrar|reg|med reg|surg reg|spr"
    r"|sho|fy ?[12]|f[12]|st ?\d|ct ?\d|pgy-?\d"
    r"|intern|attending|fellow|chief|chief resident|dean|pharmacist|pharmacien\w*|apotheker\w*"
    r"|physio|physiotherapist|hca|cna|chaplain|fr|pa|np|crna|rn"
    r"|sn|ward manager|manager|coordinator|secretary|secretaire|pi|supervisor|mentor|tutor"
    r"|preceptor|educator|editor|reviewer|author|speaker|presenter|host|moderator|mod|admin"
    r"|oberarzt|oberarztin|oa|chefarzt"
    r"|chefarztin|interne|externe|cheffe?|msw|social worker|ot|slt|dietitian|dietician|rep|coach"
    r"|colleague|colega|collegue|kollege|kollegin|mate|buddy"
    r"|co-?resident|classmate|roommate|boss|programme director|program director|pd|ceo|cmo"
    r"|phlebotomist|radiographer|technician|odp|anaesthetist|anesthesiologist|surgeon|cardiologist"
    r"|neurologist|oncologist|radiologist|pathologist|haematologist|intensivist|paediatrician"
    r"|pediatrician|psychiatrist|geriatrician|gp|student|med student|gpst\d?|ms[34]|locum"
)

DEPARTMENT = (
    r"pharmacy|pharm|micro|microbiology|radiology|rads|it|ig|hr|estates|gme|rota|physio|ot|path"
    r"|pathology|labs?|ortho|derm|med ?ed|switch|security|finance|site|payroll"
    r"|library|research|r&d|audit|pals|comms|admin|ir|endoscopy|anaesthetics|anesthesia|theatres?"
    r"|icu|itu|ed|a&e|renal|cardio|neuro|gastro|resp|haem|onc|rheum|endo|gen med|gen surg|surgery"
    r"|medicine|psych|paeds|peds"
    r"|obs|obgyn|gynae|palliative|pall care|outreach|ccot|infection control|ipc|occ health"
    r"|occupational health|bed management|the ward|our ward|our unit|our team|our dept"
    r"|our department|nights|lates|days"
    r"|reception|the lab|the mess|the night team|the day team|facilities|housekeeping|catering"
    r"|the canteen|transport|portering|renal pharm|blood bank|transfusion|legal|coding"
)
