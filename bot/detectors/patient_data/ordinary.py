"""Ordinary words that begin with a capital and yet name nobody, in chat among clinicians.

Written down by us from general knowledge: the words sentences begin with, weekdays and months, roles, wards,
countries and peoples, programs and platforms, bodies and societies, tests, drugs and their endings. Folded.
"""

from bot.detectors.patient_data.vocabulary import listed

ORDINARY = listed(
    """
    a about above absolutely abstract accidentally according acc across actually add admin admit admitted adult
    advice after afternoon again against age agree ah aha aim air alert alive all allergic allergy almost alone
    already also although always am amazing an analysis and anon anonymous another answer answers any anybody
    anyone anything anyway anywhere apologies apparently apply appreciate are area argh around as ask asked asking
    ask assistant at attached attending attn audit aunt aunty author authors avoid away awesome awful baby back
    bad based basic basically be bear because bed been before beg behind being believe below best better between
    beware big bit black bless blood bloods board book books both boy break breaking breast brief bring brother
    btw but buy by bye call called calling can cancel cancelled cannot cant card care careful case cases cath
    cause caveat center centre chair change channel chart charts check chest chief child children claim class
    clean clear clearly clerking clinic clinical close closed closes code coffee cold colleague colleagues college
    come comes coming comment comments community complete confession confirmed congrats congratulations consent
    consider consult consultant consultants contact content context contingencies control cool copy core corner
    correct correction could course cover covid cracking crash credit critical curious current currently cut dad
    daily damn dat date dates daughter day days dead dear death debrief decision deep definitely delete denial
    department dept details device diagnosis did didnt diet different difficult discharge discharged discuss
    discussion diversion do doctor doctors document does doesnt doing dont door double down drama draft drain
    drink drinks drop drug drugs due during duty each ear earlier early easy eat edit education eight either
    elderly elective else email emergency employer end endoscopy english enough epic error essentially et ethics
    etc even evening event ever every everybody everyone everything evidence exactly exam exams except exciting
    excuse expect experience explain external extra eye fabulous face fact fair fake family fantastic fast father
    feedback feel feeling fellow fellows fellowship female few fields final finally find findings fine finger
    first five fix floor fluid fluids follow followed follows for forgot form former forwarded forwarding found
    four free fresh friday friend friends from front full fun funeral funny further future fyi general gentle
    gentleman genuine genuinely get gets getting girl give given gives glad go god goes going gone gonna good got
    government grab grand great green group guess guideline guidelines guys had half hand handover handovers hands
    happened happening happy hard has hate have having he head heads health hear heard heart heaven heavy hello
    help helpful helps hence her here hers hes hey hi high him himself hint his history hmm hold home honest
    honestly honourable hope hopefully horrible hospital hospitals hot hour hours house how however hs huge human
    husband i icu id idea if ignore ill im image images imagine imaging immediate important in incident includes
    including incredible indeed infection info information initial input inquest instead intensive interesting
    interim intern interns interview into invite is isnt issue it item its itu ive job journal juniors just keep
    keeping key kid kidney kids kind know known kudos lab labour labs lad lady landlord last late later latest law
    lead learn learned learning least leave leaving lecture left legal less lesson let lets letter level levels
    life light like likely line lines link links list literally little live liver living local lol long longer
    look looking lookup looks lost lot lots love lovely low luck lunch lung machine made main major make makes
    making male man management manager many map mark marked massive match maternity maths matron may maybe me mean
    means meanwhile med medic medical medication medicine medics meds meet meeting member members memo men mental
    mention message met method mid midnight midwife might mind mine minor minutes missed missing mistake mixed
    mnemonic mod model moderator mods mom moment monday money monitor monitoring month months mood moral more
    morning most mother mouth move moved moving mri mrsa much mum mums must my name named names national natural
    near nearly need needed needs negative neighbour neither neonatal neonate never new news next nice nicu night
    nights nine no nobody none nope nor normal normally not note notes nothing notice now nowhere number nurse
    nurses nursing object obs obviously occ of off office officer official often og oh ok okay old older on once
    oncology one ones ongoing online only open opening operation opinion option options or order ordered orders
    org other others otherwise ouch our out outbreak outcome outpatient over own pa paediatric paeds page pager
    paid pain palliative paper papers parent parents part participant particular partner parts past patch path
    pathology patient patients pay peds people per perfect perhaps person personal pgy pharmacist pharmacy phone
    photo pic pick picked picking picture pictures piece placement plan plans play played please pls plus point
    points police poll polls poor poorly popular portal position positive possible post posted posting posts
    practice preceptor pregnant presenters presenting pretty previous previously primary prior privacy private
    probably problem procedure prof program programme project proof proper properly props protip proud psa pt pts
    public pulled pulling pure push put q qn qq query question questions quick quickly quiet quite quote radiology
    random rant rare rather re read reading ready real realised really reason rec received recent recently record
    red ref refer reference referral referrals referred reg regarding regards registrar registrars related
    relatives remember remind reminder remove renal repeat repeated reply report reported reports reps request
    research resident residents resp respect rest result results resus retired return review reviewed reviewers
    reviews revision ridiculous right ring risk room rooms rota rotation round rounds rule rules run running rx
    sad safe safeguarding safety said same sample samples saturday save saw say saying says sbar scan scans
    scenario school score screen second secondly secret secretary section see seeing seems seen self send senior
    sense sent separate series serious seriously serology service session set seven several sex she shes shift
    shift shifts short should shout show showed shows sick side sign signed silly similar simple simply since sir
    sister sit site six skin sleep slide slides slot slow small smart so soft solid some somebody somehow someone
    something sometimes somewhere son soon sorry sort sounds south spare speak speaker speaking special specialist
    specimen specific spent spoke staff standard start started starting starts state stats status stay step stick
    still stop stopped story straight stress strong student students study stuff stupid such sudden suddenly
    sunday super support supported sure surely surgeon surgeons surgery surgical survey swap sweet system table
    take taken takes taking talk talking talks tall task taught teach teacher teaching team teams tech teen
    telehealth tell ten term terrible test tested testing tests text than thank thankfully thanks that thats the
    theatre theatres their them then theory there therefore theres these they theyre thing things think thinking
    third this those though thought thoughts thread three through throwback thrilled thursday til till time times
    tip tips tired title to today todays together told tomorrow tonight too took top topic total totally touch
    tough toward towards tox toxicology trainee trainees training transfer trauma treat treated treatment trial
    trials tried trigger triage trop true truly trust try trying tuesday turn turned turns twice twin twins two tx
    type typical ugh uk ultimately ultrasound uncle under understand underwent unfortunately unit units university
    unknown unless unnamed unpopular until unusual up update updated updates upon urgent us use used useful user
    uses using usual usually vaccine various vascular very vet via video view visit visiting vitals voice vs wait
    waiting wake walk walking want wanted wants ward wards warning was wasnt watch watching water way we wear
    wednesday week weekend weeks weight weird welcome well went were weve what whatever whats when whenever where
    whether which while white who whoever whole whos whose why wife wild will willing win wish with within without
    woman women won wondering wont word words work worked worker working works world worried worry worst worth
    would wound wow write writing wrong wrote xmas ya yeah year years yep yes yesterday yet yikes you young your
    youre yours yup zero id's it's i'm i've i'd i'll that's there's what's who's he's she's they're we're you're
    let's don't can't won't didn't doesn't isn't wasn't couldn't shouldn't wouldn't monday tuesday wednesday
    thursday friday saturday sunday january february march april june july august september october november
    december jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun
    christmas easter eid diwali ramadan thanksgiving halloween hanukkah pentecost noel pascua navidad weihnachten
    ostern boxing valentine valentine's hogmanay mr mrs ms miss dr sir madam mme mlle m herr frau sr sra srta don
    dona prof lord lady reverend father fr sgt sister captain senator nausea vomiting absence prolonged type types
    infants infant males females male female formula clearance maintenance uterine testicular vaginal urinary
    abdomen abdominal page welfare database heading headings kappa angle premature preterm overall similarly
    discrepant athlete athletes altered acute chronic ministry foundation society association registry network
    committee institute resources key points causes symptoms prevention pain painful pneumonia sepsis stroke
    diabetes dialysis cancer asthma covid influenza cirrhosis trauma syndrome disease disorder fracture lymphoma
    afghanistan africa african albania algeria america american americas arab arabic argentina asia asian
    australia australian austria austrian bangladesh bangladeshi belgium belgian bolivia brazil brazilian britain
    british bulgaria cameroon canada canadian caribbean chile china chinese colombia colombian congo croatia cuba
    cuban cyprus czech denmark danish dutch ecuador egypt egyptian england english ethiopia ethiopian europe
    european filipino finland finnish france french gambia german germany ghana ghanaian greece greek haiti
    haitian hindi hispanic hungary hungarian iceland india indian indonesia iran iranian iraq iraqi ireland irish
    israel israeli italian italy jamaica jamaican japan japanese jewish kenya kenyan korea korean kuwait latin
    lebanon lebanese libya malaysia malaysian malta mexican mexico mongolia morocco moroccan muslim nepal nepali
    netherlands niger nigeria nigerian norway norwegian oman pakistan pakistani palestine panama paraguay peru
    peruvian philippines pole poland polish portugal portuguese punjabi qatar romania romanian russia russian
    rwanda saudi scotland scottish senegal serbia sierra leone singapore slovakia slovenia somali somalia spain
    spanish sudan sudanese sweden swedish swiss switzerland syria syrian taiwan tanzania thai thailand tunisia
    turkey turkish uganda ukraine ukrainian uruguay usa venezuela vietnam vietnamese wales welsh yemen zambia
    zimbabwe queensland victoria tasmania nsw ontario quebec alberta manitoba ohio texas florida california
    arizona kansas nevada oregon utah iowa idaho alaska hawaii maine vermont michigan minnesota missouri montana
    nebraska oklahoma tennessee wisconsin wyoming london paris berlin madrid york boston chicago mumbai delhi
    dublin sydney melbourne toronto heidelberg munich glasgow edinburgh cardiff belfast manchester birmingham
    leeds liverpool bristol oxford cambridge barcelona lyon marseille vienna slack discord zoom teams epic cerner
    emis systmone medisoft excel word powerpoint outlook google youtube twitter reddit instagram facebook whatsapp
    tiktok netflix spotify uptodate medscape bnf bnfc nice who cdc fda ema mhra nhs gmc nmc bma rcp rcpch rcog
    rcem aha acc esc apple android iphone windows linux python github redcap spss stata endnote zotero anki
    passmed uworld amboss osmosis geeky medics lewis lippincott harrison's nelson's davidson oxford wiley elsevier
    springer ali alzheimers monica duty amazon tesco costco starbucks nespresso aldi lidl medicare medicaid
    medline pubmed cochrane lancet nature cell science jama nejm bmj chest circulation blood gut brain thorax
    hepatology anaesthesia anaesthetics anesthesia cardiology dermatology endocrine gastro geriatrics gynae
    haematology hematology icu immunology microbiology nephrology neuro neurology neurosurgery obgyn ophthalmology
    ortho orthopaedics paediatrics pediatrics psych psychiatry rheum rheumatology urology virology biochem
    biochemistry physiology anatomy physics chemistry biology maternal foetal fetal obstetrics midwifery physio
    physiotherapy dietetics porter porters switchboard estates payroll dexa tylenol ibuprofen paracetamol xanax
    ativan valium insulin warfarin heparin aspirin botox viagra ketamine adrenaline noradrenaline keppra ozempic
    wegovy mounjaro humira stelara keytruda prozac zoloft lasix zofran benadryl haldol ritalin adderall lantus
    novorapid humalog eliquis xarelto plavix entresto jardiance farxiga prevymis victoza lucentis eylea vabysmo
    solumedrol suprathel lovenox clexane fragmin augmentin tazocin flagyl diamox versed precedex narcan percocet
    vicodin oxycontin lyrica seroquel zyprexa abilify clozaril lipitor crestor synthroid gram doppler holter swan
    foley yankauer guedel bougie ambu tegaderm mepilex aquacel pyrex velcro kleenex bonjour bonsoir salut merci
    avis question patient patiente monsieur madame docteur bonne bon je tu il elle nous vous ils on le la les un
    une des du de et est quelqu'un quelqu qui que quoi comment pourquoi quand pour avec sans dans sur chez cas
    homme femme enfant hola buenos buenas gracias alguien paciente pregunta duda caso como que quien donde cuando
    por para con sin en el los las una unos me te se mi su es son hay tengo hoy ayer manana nota nuestro nuestra
    hallo moin guten morgen abend tag danke frage patient patientin unser unsere mein meine wer wie was wo wann
    warum hat haben ist sind kann der die das ein eine und oder mit ohne bei nach aus habe heute gestern morgen
    aufnahme pat geb kollegen dear hi hello subject sent regards sincerely attachment fwd fw s b a r name dob mrn
    age sex address phone plan impression assessment background situation recommendation allergies hpi pmh pmhx
    fhx shx hx pc pe obs social family past
    """
)

MEDICAL_ENDING = listed(
    "itis emia aemia osis oma omas ology ectomy ostomy otomy plasty scopy graphy gram metry "
    "pathy plegia paresis uria algia rrhea rrhoea mab nib pril prils sartan statin statins olol "
    "azole azoles cillin mycin micin cycline "
    "gliflozin gliptin glutide vir tinib parin xaban pam zepam lam zolam barbital caine dipine "
    "dronate setron triptan prazole oxacin floxacin cef phylline sone solone lukast terol "
    "tropium profen coxib fibrate platin rubicin taxel "
    "poietin kinra mide zumab ximab limus statins ation ations tion tions sion ment ness ship "
    "ity ism ists ist ically ously fully ably able ible ical tial cial ious icular ular inal "
    "inary ance ence mycin protein oglobin"
)
"""Endings of drugs (after the WHO's list of INN stems), of diseases and operations, and of abstract words."""
